//! The guard itself.

use async_graphql::{
    Positioned, Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};

use super::{
    Refusal,
    measure::Measure,
    null,
    page::Pages,
    scan::{refuse, scan},
    tally::Tally,
    variables,
};
use crate::config::LimitsConfig;

/// Applies [`LimitsConfig`] to documents.
#[derive(Clone, Debug)]
pub struct Guard {
    limits: LimitsConfig,
}

/// A document that may be validated and executed.
#[derive(Debug)]
pub struct Inspected {
    /// The parsed document, for `Request::set_parsed_query`.
    pub document: ExecutableDocument,
    /// What the operation does.
    pub kind: OperationType,
    /// Whether it asks for `__schema` or `__type`.
    pub introspects: bool,
    /// Its cost by fields and page sizes.
    pub cost: u64,
}

impl Guard {
    /// Makes a guard.
    #[must_use]
    pub fn new(limits: LimitsConfig) -> Self {
        Self { limits }
    }

    /// Checks a document and finds the operation to run. Takes time linear in the document.
    ///
    /// # Errors
    ///
    /// Fails with the first limit passed, a syntax error, a fragment cycle, an operation that is
    /// not there, a required variable without value or the character U+0000.
    pub fn inspect(
        &self,
        query: &str,
        operation_name: Option<&str>,
        given: &Variables,
    ) -> Result<Inspected, Refusal> {
        scan(query, &self.limits)?;
        let document = parse_query(query)?;
        let operation = &select(&document, operation_name)?.node;
        let tally = self.measure(&document, operation, given)?;
        let kind = operation.ty;
        if kind == OperationType::Subscription && tally.roots != 1 {
            let message = "a subscription must select exactly one field at its root";
            return Err(Refusal::Operation(message.to_owned()));
        }
        variables::check(operation, given)?;
        null::check(&document, given)?;
        let introspects = tally.introspection_fields > 0;
        Ok(Inspected {
            kind,
            introspects,
            cost: tally.cost,
            document,
        })
    }

    /// Measures all operations together, since validation walks all, and returns the tally of the
    /// one that will run. Fragments are measured as such too: validation also walks those that no
    /// operation spreads.
    fn measure(
        &self,
        document: &ExecutableDocument,
        chosen: &OperationDefinition,
        given: &Variables,
    ) -> Result<Tally, Refusal> {
        let pages = Pages {
            variables: given,
            operation: chosen,
            limits: &self.limits,
        };
        let mut measure = Measure::new(document, pages);
        let mut all = Tally::default();
        let mut own = Tally::default();
        let mut roots = 0;
        for (_, operation) in document.operations.iter() {
            let operation = &operation.node;
            let mut tally = measure.selection(&operation.selection_set.node)?;
            let declared = operation.variable_definitions.iter();
            let directives = operation.directives.len()
                + declared.map(|one| one.node.directives.len()).sum::<usize>();
            tally.directives = tally.directives.saturating_add(directives);
            roots = roots.max(tally.roots);
            if std::ptr::eq(operation, chosen) {
                own = tally;
            }
            all.add(tally);
        }
        let mut fragments = Tally::default();
        for name in document.fragments.keys() {
            fragments.add(measure.fragment(name.as_str())?);
        }
        self.check(&all)?;
        self.check(&Tally {
            cost: 0,
            ..fragments
        })?;
        if roots > self.limits.root_fields {
            let what = "fields at the root of an operation";
            return Err(refuse("root_fields", what, roots, self.limits.root_fields));
        }
        Ok(own)
    }

    fn check(&self, tally: &Tally) -> Result<(), Refusal> {
        let limits = &self.limits;
        let introspection = &limits.introspection;
        let checks = [
            ("fields", "fields", tally.fields, limits.fields),
            ("depth", "levels", tally.depth, limits.depth),
            ("aliases", "aliases", tally.aliases, limits.aliases),
            (
                "directives",
                "directives",
                tally.directives,
                limits.directives,
            ),
            (
                "introspection.fields",
                "introspection fields",
                tally.introspection_fields,
                introspection.fields,
            ),
            (
                "introspection.depth",
                "introspection levels",
                tally.introspection_depth,
                introspection.depth,
            ),
        ];
        for (key, what, found, limit) in checks {
            if found > limit {
                return Err(refuse(key, what, found, limit));
            }
        }
        if tally.cost > limits.cost {
            let (found, limit) = (tally.cost, limits.cost);
            return Err(Refusal::Limit {
                key: "cost",
                what: "points of cost",
                found,
                limit,
            });
        }
        Ok(())
    }
}

/// Finds the operation to run, as GraphQL §6.1 says.
fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Refusal> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).ok_or_else(|| {
                let name: String = name.chars().take(64).collect();
                Refusal::Operation(format!("the document has no operation \"{name}\""))
            })
        }
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => operations
            .values()
            .next()
            .ok_or_else(|| Refusal::Operation("the document has no operation".to_owned())),
        (DocumentOperations::Multiple(_), None) => Err(Refusal::Operation(
            "the document has several operations; name one with operationName".to_owned(),
        )),
        (DocumentOperations::Single(_), Some(_)) => Err(Refusal::Operation(
            "operationName is given, but the operation in the document has no name".to_owned(),
        )),
    }
}

//! How projects are found by a text. What is rare is fetched first, by the bigrams of the names;
//! what is frequent is looked for in the order of the list, where the next page is never far.

use std::collections::BTreeSet;

use sea_orm::sea_query::{
    Alias, Asterisk, BinOper, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, IntoSimpleExpr};
use shuniu_entities::{Key, Scope, contract, project, project_bigram, tender};
use unicode_normalization::UnicodeNormalization as _;

use super::project::NameMatch;
use crate::db::Reader;
use crate::fault::Fault;
use crate::name::{bigrams, fold};

/// What no more projects than this have in common is rare. At a million projects and pages of 20
/// the frequent costs at most five times what the rare does.
const FEW: u64 = 2000;

/// Bigrams of one text whose frequency is asked for, spread over it; the whole text is compared
/// in any case.
const MEASURED: usize = 12;

/// Longest text that is searched for, in characters.
const LONGEST: usize = 100;

/// A text that projects are searched by, with those that were found already.
pub(super) struct Sought {
    /// The projects that were fetched because what they have in common is rare.
    found: Vec<Key>,
    /// What projects may have in common that is frequent.
    frequent: Vec<SimpleExpr>,
}

impl Sought {
    /// Looks how frequent the text is, and fetches what is rare: two statements at most.
    pub(super) async fn of(
        name: &NameMatch,
        scope: &Scope,
        reader: &Reader,
    ) -> Result<Self, Fault> {
        let folded = checked(name)?;
        let engine = reader.get_database_backend();
        let (pattern, number) = match name {
            NameMatch::Prefix(_) => (format!("{folded}%"), None),
            NameMatch::Contains(_) => (format!("%{folded}%"), None),
            NameMatch::OrNumber(text) => (format!("%{folded}%"), printed(text)),
        };
        let (mut found, mut frequent) = (Vec::new(), Vec::new());
        if scope.seen().is_empty() {
            return Ok(Self { found, frequent });
        }
        let pairs = spread(&folded);
        let code = number.as_deref();
        let code = code.map(|number| has_code(&hyphenated(number), engine));
        let holding = pairs.iter().map(|pair| holding(scope, pair));
        let holding = holding.chain(code.iter().map(|code| bearing(scope, code)));
        let counts = frequencies(holding, reader).await?;

        let mut ways = Vec::new();
        let rarest = pairs.iter().zip(&counts).min_by_key(|(_, count)| **count);
        match rarest {
            Some((pair, count)) if *count <= FEW => ways.push(of_pair(scope, pair, &pattern)),
            _ => frequent.push(project::Column::NameFolded.like(pattern)),
        }
        if let (Some(code), Some(number)) = (code, number) {
            if counts.last().is_some_and(|count| *count <= FEW) {
                ways.push(bearing(scope, &code));
            } else {
                frequent.push(code);
            }
            ways.extend(of_trade(scope, &number));
        }
        found.extend(fetch(ways, reader).await?);
        Ok(Self { found, frequent })
    }

    /// Matches the projects that are found, in a scope.
    pub(super) fn in_scope(&self, scope: &Scope) -> Condition {
        use project::Column;
        let mut matched = Condition::any();
        for one in scope.each() {
            let own = one.among(Column::JurisdictionId, Column::Id, &self.found);
            matched = matched.add(one.within(Column::JurisdictionId).and(own));
        }
        self.frequent.iter().cloned().fold(matched, Condition::add)
    }
}

/// The text, folded, if it can be searched for.
fn checked(name: &NameMatch) -> Result<String, Fault> {
    let (field, text, least) = match name {
        NameMatch::Prefix(text) => ("filter.namePrefix", text, 1),
        NameMatch::Contains(text) => ("filter.nameContains", text, 2),
        NameMatch::OrNumber(text) => ("filter.search", text, 2),
    };
    if text.chars().count() > LONGEST {
        let problem = format!("has more than {LONGEST} characters; give a part of it");
        return Err(Fault::invalid(field, problem));
    }
    let folded = fold(text);
    if folded.chars().count() < least {
        let problem = format!(
            "needs {least} characters at least, spaces and signs not counted; or leave it out"
        );
        return Err(Fault::invalid(field, problem));
    }
    Ok(folded)
}

/// The text as a number is printed: full-width forms made plain, without spaces around. What
/// holds no digit is no number.
fn printed(text: &str) -> Option<String> {
    let plain: String = text.nfkc().collect();
    let number = plain.trim();
    let digit = number.bytes().any(|sign| sign.is_ascii_digit());
    digit.then(|| number.to_owned())
}

/// The number as a project code is printed, `YYMM-RRRRRR-DD-TT-NNNNNC`, where it was typed without
/// its hyphens.
fn hyphenated(number: &str) -> String {
    if !number.bytes().all(|sign| sign.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut code = String::new();
    for (at, digit) in number.chars().enumerate() {
        if [4, 10, 12, 14].contains(&at) {
            code.push('-');
        }
        code.push(digit);
    }
    code
}

/// Some bigrams of a folded text, from all over it.
fn spread(folded: &str) -> Vec<&str> {
    let all: Vec<&str> = bigrams(folded).into_iter().collect();
    let step = all.len().div_ceil(MEASURED).max(1);
    all.into_iter().step_by(step).collect()
}

/// How many rows each select gives, as far as it matters, in one statement.
async fn frequencies(
    selects: impl Iterator<Item = SelectStatement>,
    reader: &Reader,
) -> Result<Vec<u64>, Fault> {
    let mut counts = Query::select();
    let mut asked = 0;
    for mut select in selects {
        let count = Query::select()
            .expr(Func::count(Expr::col(Asterisk)))
            .from_subquery(select.limit(FEW + 1).to_owned(), Alias::new("some"))
            .to_owned();
        counts.expr(SimpleExpr::SubQuery(None, Box::new(count.into())));
        asked += 1;
    }
    if asked == 0 {
        return Ok(Vec::new());
    }
    let counts = reader.get_database_backend().build(&counts);
    let Some(row) = reader.query_one_raw(counts).await? else {
        return Ok(Vec::new());
    };
    let count = |at| -> Result<u64, DbErr> {
        let count: i64 = row.try_get_by_index(at)?;
        Ok(u64::try_from(count).unwrap_or_default())
    };
    Ok((0..asked).map(count).collect::<Result<_, _>>()?)
}

/// Fetches the keys of the projects that any of the ways leads to, in one statement.
async fn fetch(ways: Vec<SelectStatement>, reader: &Reader) -> Result<BTreeSet<Key>, Fault> {
    let mut ways = ways.into_iter();
    let Some(mut all) = ways.next() else {
        return Ok(BTreeSet::new());
    };
    all.unions(ways.map(|way| (UnionType::All, way)));
    let all = reader.get_database_backend().build(&all);
    let rows = reader.query_all_raw(all).await?;
    let key = |row: &sea_orm::QueryResult| -> Result<Key, DbErr> {
        let (jurisdiction, id) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Key::new(jurisdiction, id))
    };
    Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
}

/// The projects whose name holds the bigram.
fn holding(scope: &Scope, pair: &str) -> SelectStatement {
    use project_bigram::{Column, Entity};
    Query::select()
        .columns([
            (Entity, Column::JurisdictionId),
            (Entity, Column::ProjectId),
        ])
        .from(Entity)
        .and_where(scope.within(Column::JurisdictionId))
        .and_where(Column::Bigram.eq(pair))
        .to_owned()
}

/// Those of them whose name is wholly so.
fn of_pair(scope: &Scope, pair: &str, pattern: &str) -> SelectStatement {
    use project_bigram::{Column, Entity};
    let same = Expr::col((Entity, Column::JurisdictionId))
        .equals((project::Entity, project::Column::JurisdictionId))
        .and(Expr::col((Entity, Column::ProjectId)).equals((project::Entity, project::Column::Id)));
    holding(scope, pair)
        .inner_join(project::Entity, same)
        .and_where(project::Column::NameFolded.like(pattern))
        .to_owned()
}

/// Whether the unified project code begins so, compared by its bytes.
fn has_code(number: &str, engine: DbBackend) -> SimpleExpr {
    let (from, to) = match engine {
        DbBackend::Postgres => (BinOper::Custom("~>=~"), BinOper::Custom("~<~")),
        _ => (BinOper::GreaterThanOrEqual, BinOper::SmallerThan),
    };
    let code = || project::Column::ProjectCode.into_simple_expr();
    let beyond = Expr::val(format!("{number}\u{10ffff}"));
    code()
        .binary(from, Expr::val(number))
        .and(code().binary(to, beyond))
}

/// The projects whose code is so.
fn bearing(scope: &Scope, code: &SimpleExpr) -> SelectStatement {
    use project::{Column, Entity};
    Query::select()
        .columns([(Entity, Column::JurisdictionId), (Entity, Column::Id)])
        .from(Entity)
        .and_where(scope.within(Column::JurisdictionId))
        .and_where(code.clone())
        .to_owned()
}

/// The projects that have a contract or a tender of that number, as typed or in capitals.
fn of_trade(scope: &Scope, number: &str) -> [SelectStatement; 2] {
    let numbers = [number.to_owned(), number.to_uppercase()];
    let contracts = Query::select()
        .columns([
            contract::Column::JurisdictionId,
            contract::Column::ProjectId,
        ])
        .from(contract::Entity)
        .and_where(scope.within(contract::Column::JurisdictionId))
        .and_where(contract::Column::Number.is_in(numbers.clone()))
        .to_owned();
    let tenders = Query::select()
        .columns([tender::Column::JurisdictionId, tender::Column::ProjectId])
        .from(tender::Entity)
        .and_where(scope.within(tender::Column::JurisdictionId))
        .and_where(tender::Column::Code.is_in(numbers))
        .to_owned();
    [contracts, tenders]
}

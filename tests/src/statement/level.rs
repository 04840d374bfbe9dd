use super::token::Token;

/// One query of a statement: the outer one or a subselect, without the subselects within it.
#[derive(Debug, Default)]
pub(super) struct Level {
    tokens: Vec<Token>,
    in_values: bool,
}

/// A table as a query names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) alias: String,
}

/// Splits a statement into its queries.
pub(super) fn levels(tokens: &[Token]) -> Vec<Level> {
    let mut done = Vec::new();
    let mut open = vec![Level::default()];
    // For each open parenthesis, whether it began a subselect.
    let mut parentheses = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token.is("(") {
            let next = tokens.get(index + 1);
            let begins = next.is_some_and(|next| next.is("SELECT") || next.is("WITH"));
            if begins {
                let in_values = open.last().is_some_and(Level::is_in_values);
                open.push(Level {
                    in_values,
                    ..Level::default()
                });
            }
            parentheses.push(begins);
            if begins {
                continue;
            }
        }
        if token.is(")") && parentheses.pop() == Some(true) {
            done.extend(open.pop());
            continue;
        }
        if let Some(level) = open.last_mut() {
            level.tokens.push(token.clone());
        }
    }
    done.extend(open.into_iter().rev());
    done
}

/// Words after which no alias follows a table.
const AFTER_TABLE: &[&str] = &[
    "WHERE",
    "SET",
    "ON",
    "JOIN",
    "INNER",
    "LEFT",
    "RIGHT",
    "FULL",
    "CROSS",
    "ORDER",
    "GROUP",
    "LIMIT",
    "RETURNING",
    "VALUES",
    "FOR",
    "USING",
    "UNION",
    "HAVING",
    "DEFAULT",
    "SELECT",
];

/// Words that begin a part of a query.
const PARTS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "ON",
    "SET",
    "GROUP",
    "HAVING",
    "ORDER",
    "LIMIT",
    "RETURNING",
];

impl Level {
    fn is_in_values(&self) -> bool {
        self.tokens.iter().any(|token| token.is("VALUES"))
            && !self.tokens.iter().any(|token| token.is("CONFLICT"))
    }

    pub(super) fn inserts_from_subselect(&self) -> bool {
        self.in_values
    }

    /// The tables named after FROM, JOIN, INTO and UPDATE, and after commas between them.
    pub(super) fn tables(&self) -> Vec<Table> {
        let mut found = Vec::new();
        let mut expected = false;
        let mut index = 0;
        while let Some(token) = self.tokens.get(index) {
            index += 1;
            if ["FROM", "JOIN", "INTO"].iter().any(|word| token.is(word)) || self.updates(index) {
                expected = true;
                continue;
            }
            if !expected {
                continue;
            }
            expected = false;
            let Some(name) = token.name() else { continue };
            // A function such as unnest(…) is no table.
            if self.tokens.get(index).is_some_and(|next| next.is("(")) && !self.inserts(index) {
                continue;
            }
            if self.tokens.get(index).is_some_and(|next| next.is("AS")) {
                index += 1;
            }
            let alias = self.tokens.get(index).and_then(|next| match next {
                Token::Word(word) if AFTER_TABLE.iter().any(|w| word.eq_ignore_ascii_case(w)) => {
                    None
                }
                other => other.name(),
            });
            found.push(Table {
                name: name.to_owned(),
                alias: alias.unwrap_or(name).to_owned(),
            });
            if alias.is_some() {
                index += 1;
            }
            expected = self.tokens.get(index).is_some_and(|next| next.is(","));
            index += usize::from(expected);
        }
        found
    }

    /// Whether the token before `index` is an UPDATE that begins a statement, not the one of
    /// `DO UPDATE` or `FOR UPDATE`.
    fn updates(&self, index: usize) -> bool {
        index == 1 && self.tokens.first().is_some_and(|token| token.is("UPDATE"))
    }

    /// Whether the table named before `index` is the one inserted into.
    fn inserts(&self, index: usize) -> bool {
        index >= 2
            && self
                .tokens
                .get(index - 2)
                .is_some_and(|token| token.is("INTO"))
    }

    /// Whether rows are inserted into the table.
    pub(super) fn inserts_into(&self, table: &Table) -> bool {
        self.tokens
            .windows(2)
            .any(|pair| pair[0].is("INTO") && pair[1].name() == Some(&table.name))
    }

    /// Whether rows are asked for.
    pub(super) fn selects(&self) -> bool {
        self.tokens.iter().any(|token| token.is("SELECT"))
    }

    /// Whether the table's jurisdiction is compared with something, or inserted. `alone`: an
    /// unqualified column can only be the table's.
    pub(super) fn binds(&self, table: &Table, alone: bool) -> bool {
        if self.sees_nothing() {
            return true;
        }
        if self.inserts_into(table) {
            return self.lists_jurisdiction();
        }
        let mut places = self.tokens.iter().enumerate().filter(|(index, token)| {
            token.name() == Some("jurisdiction_id") && self.belongs(*index, table, alone)
        });
        places.any(|(index, _)| self.is_condition(index) && self.is_compared(index))
    }

    /// `WHERE 1 = 0`.
    fn sees_nothing(&self) -> bool {
        self.tokens
            .windows(3)
            .any(|row| row[0].name() == Some("1") && row[1].is("=") && row[2].name() == Some("0"))
    }

    fn lists_jurisdiction(&self) -> bool {
        let values = self.tokens.iter().position(|token| token.is("VALUES"));
        let listed = &self.tokens[..values.unwrap_or(self.tokens.len())];
        listed
            .iter()
            .any(|token| token.name() == Some("jurisdiction_id"))
    }

    fn belongs(&self, index: usize, table: &Table, alone: bool) -> bool {
        let qualified = index >= 2 && self.tokens[index - 1].is(".");
        if qualified {
            self.tokens[index - 2].name() == Some(&table.alias)
        } else {
            alone
        }
    }

    /// Whether the token stands in a condition on rows: after WHERE or ON, outside CASE. What is
    /// set, sorted by or told apart by CASE keeps no row out.
    fn is_condition(&self, index: usize) -> bool {
        let before = &self.tokens[..index];
        let count = |word: &str| before.iter().filter(|token| token.is(word)).count();
        let part = before
            .iter()
            .rposition(|token| PARTS.iter().any(|word| token.is(word)));
        let of_rows = part.is_some_and(|at| before[at].is("WHERE") || before[at].is("ON"));
        of_rows && count("CASE") == count("END")
    }

    /// `j = …`, `… = j`, `j IN (…)`, `(j, …) IN (…)`.
    fn is_compared(&self, index: usize) -> bool {
        let after = |offset: usize| self.tokens.get(index + offset);
        if after(1).is_some_and(|token| token.is("=") || token.is("IN")) {
            return true;
        }
        let qualified = index >= 2 && self.tokens[index - 1].is(".");
        let first = if qualified { index - 2 } else { index };
        let before = first.checked_sub(1).map(|before| &self.tokens[before]);
        if before.is_some_and(|token| token.is("=")) {
            return true;
        }
        let in_tuple = before.is_some_and(|token| token.is("("));
        let close = self.tokens[index..]
            .iter()
            .position(|token| token.is(")"))
            .map(|offset| index + offset + 1);
        in_tuple && close.is_some_and(|next| self.tokens.get(next).is_some_and(|t| t.is("IN")))
    }
}

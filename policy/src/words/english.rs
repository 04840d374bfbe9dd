//! How English words stand inside a sentence.

use super::spoken::lowered;
use crate::vocabulary::{Definition, ValueType};

/// A sentence begins with a capital letter.
pub(super) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

/// `a` or `an`, by the first letter of what follows.
pub(super) fn article(term: &str) -> &'static str {
    let first = term.trim_start_matches('“').chars().next();
    match first.map(|first| first.to_ascii_lowercase()) {
        Some('a' | 'e' | 'i' | 'o' | 'u') => "An",
        _ => "A",
    }
}

/// Whether a term names several things.
fn is_plural(of: &Definition) -> bool {
    let mut words = of.en.split(' ');
    let ends = [words.next(), words.next_back()];
    let plural = |word: &str| word.ends_with('s') && !word.ends_with("ss");
    of.value_type == Some(ValueType::List) && ends.into_iter().flatten().any(plural)
}

/// What a fact is called as the subject of a sentence: the budget.
pub(super) fn subject(of: &Definition) -> String {
    match of.value_type {
        // The terms of what is true or false are no nouns.
        Some(ValueType::Bool) => format!("the answer to “{}”", of.en),
        _ if of.en.starts_with("Who ") => format!("the answer to “{}”", of.en),
        _ if of.en.starts_with("All ") => lowered(&of.en),
        _ => format!("the {}", lowered(&of.en)),
    }
}

/// `is` or `are`.
pub(super) fn is(of: &Definition) -> &'static str {
    if is_plural(of) { "are" } else { "is" }
}

/// `includes` or `include`, or that it does not.
pub(super) fn includes(of: &Definition, denied: bool) -> &'static str {
    match (is_plural(of), denied) {
        (true, true) => "do not include",
        (true, false) => "include",
        (false, true) => "does not include",
        (false, false) => "includes",
    }
}

/// Several terms with `and` or `or` before the last.
pub(super) fn series(terms: &[String], before_last: &str) -> String {
    match terms {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {before_last} {last}", first.join(", ")),
    }
}

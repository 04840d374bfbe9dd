//! What tells how a person is reached: carried so that no log shows it, and shown masked.

use serde::{Deserialize, Serialize};

/// A name, number or address of a person. Its `Debug` is masked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Takes charge of it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What it says.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Digits that stay at the beginning and at the end of a telephone number.
const SHOWN: (usize, usize) = (3, 4);

/// `张三丰` is shown as `张**`, and so is `张三`: not even the length is told.
pub(crate) fn masked_name(name: &str) -> String {
    name.chars().take(1).chain("**".chars()).collect()
}

/// `13812341234` is shown as `138****1234`; of what is too short to hide anything, nothing is.
pub(crate) fn masked_phone(phone: &str) -> String {
    let (first, last) = SHOWN;
    let signs: Vec<char> = phone.chars().collect();
    if signs.len() < first + last + 3 {
        return "****".to_owned();
    }
    let end = signs.len() - last;
    let shown = signs[..first].iter().chain(&['*'; 4]).chain(&signs[end..]);
    shown.collect()
}

/// `zhang@example.cn` is shown as `z***@example.cn`.
pub(crate) fn masked_email(email: &str) -> String {
    let (who, at) = email.split_once('@').unwrap_or((email, ""));
    let first: String = who.chars().take(1).collect();
    format!("{first}***@{at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_tells_neither_the_whole_nor_its_length() {
        assert_eq!(masked_name("张三丰"), "张**");
        assert_eq!(masked_name("张三"), "张**");
        assert_eq!(masked_phone("13812341234"), "138****1234");
        assert_eq!(masked_phone("0515-88881234"), "051****1234");
        assert_eq!(masked_phone("88881234"), "****");
        assert_eq!(masked_email("zhang@example.cn"), "z***@example.cn");
    }

    #[test]
    fn a_log_shows_none_of_it() {
        let phone = Personal::new("13812341234");
        assert_eq!(format!("{phone:?}"), "***");
    }
}

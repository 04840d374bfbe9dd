use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Doubt, normalize};

/// The 31 characters of GB 32100-2015; a character's value is its place in this row.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Registered authority and institution kind (GB 32100-2015 with amendment 1).
const AUTHORITIES: &[&str] = &[
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52",
    "53", "54", "55", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1",
    "A9", "N1", "N2", "N3", "N9", "Y1",
];

/// First two digits of the provincial divisions of GB/T 2260, and 10 for central bodies.
const PROVINCES: &[&str] = &[
    "10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
    "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
    "71", "81", "82", "00",
];

/// A unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Why a text is not a credit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("credit code {0:?} has {1} characters, 18 are needed")]
    Length(String, usize),
    /// A character outside the alphabet (I, O, S, V and Z are never used).
    #[error("credit code {0:?} holds {1:?}, which no credit code uses")]
    Alphabet(String, char),
    /// A letter in the six region digits.
    #[error("credit code {0:?} has a letter in its region digits (positions 3 to 8)")]
    Region(String),
    /// The last character does not fit the others.
    #[error("credit code {0:?} ends in {1:?} but its check character is {2:?}")]
    Check(String, char, char),
}

impl CreditCode {
    /// Reads a code as people paste it: full-width, lower-case and spaced text is mended first.
    ///
    /// # Errors
    ///
    /// [`CreditCodeError`] names the first rule of GB 32100 that the text breaks.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        Self::parse_strict(&normalize(text))
    }

    /// Reads a code exactly as printed, mending nothing.
    ///
    /// # Errors
    ///
    /// [`CreditCodeError`] names the first rule of GB 32100 that the text breaks.
    pub fn parse_strict(text: &str) -> Result<Self, CreditCodeError> {
        let length = text.chars().count();
        if length != 18 {
            return Err(CreditCodeError::Length(text.to_owned(), length));
        }
        let outside = text.chars().find(|c| value_of(*c).is_none());
        if let Some(character) = outside {
            return Err(CreditCodeError::Alphabet(text.to_owned(), character));
        }
        if !text[2..8].bytes().all(|b| b.is_ascii_digit()) {
            return Err(CreditCodeError::Region(text.to_owned()));
        }
        let check = check_character(&text[..17]);
        match text.chars().last() {
            Some(last) if last == check => Ok(Self(text.to_owned())),
            last => Err(CreditCodeError::Check(
                text.to_owned(),
                last.unwrap_or_default(),
                check,
            )),
        }
    }

    /// Completes an eight-character organisation number with both check characters.
    ///
    /// # Errors
    ///
    /// [`CreditCodeError`] when the parts do not make a code.
    pub fn compose(
        authority: &str,
        region: &str,
        organisation: &str,
    ) -> Result<Self, CreditCodeError> {
        let check = organisation_check(organisation);
        let body = format!("{authority}{region}{organisation}{check}");
        if body.len() != 17 || body.chars().any(|c| value_of(c).is_none()) {
            return Err(CreditCodeError::Length(body.clone(), body.chars().count()));
        }
        let last = check_character(&body);
        Self::parse_strict(&format!("{body}{last}"))
    }

    /// What a person should look at although the code is well formed.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if organisation_check(&self.0[8..16]) != self.0.as_bytes()[16] as char {
            doubts.push(Doubt::OrganisationCodeCheckDigit);
        }
        if !AUTHORITIES.contains(&&self.0[..2]) {
            doubts.push(Doubt::UnknownAuthority);
        }
        if !PROVINCES.contains(&&self.0[2..4]) {
            doubts.push(Doubt::UnknownRegion);
        }
        doubts
    }

    /// The eighteen characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn value_of(character: char) -> Option<u32> {
    let place = ALPHABET.iter().position(|c| *c as char == character)?;
    u32::try_from(place).ok()
}

/// Weights are 3^i mod 31.
fn check_character(first_seventeen: &str) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for character in first_seventeen.chars() {
        sum += value_of(character).unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET[((31 - sum % 31) % 31) as usize] as char
}

/// GB 11714: weights 3 7 9 10 5 8 4 2, letters count from A = 10.
fn organisation_check(first_eight: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let values = first_eight.chars().map(|c| c.to_digit(36).unwrap_or(0));
    let sum: u32 = values
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shared_vector_is_judged_as_printed() {
        let vectors = include_str!("../../data/vectors/credit_code_vectors.csv");
        let mut seen = 0;
        for line in vectors.lines().skip(1) {
            let mut cells = line.split(',');
            let (code, expected) = (cells.next().unwrap(), cells.next().unwrap());
            let got = CreditCode::parse_strict(code);
            match expected {
                "valid" => assert_eq!(got.unwrap().doubts(), [], "{line}"),
                "warn" => assert_ne!(got.unwrap().doubts(), [], "{line}"),
                "invalid" => assert!(got.is_err(), "{line}"),
                other => panic!("unknown expectation {other} in {line}"),
            }
            seen += 1;
        }
        assert!(seen > 35);
    }

    #[test]
    fn pasted_text_is_mended_before_it_is_checked() {
        for pasted in [
            "91110000600037341l",
            "91 110000 600037341L",
            "９１１１００００６０００３７３４１Ｌ",
        ] {
            assert_eq!(
                CreditCode::parse(pasted).unwrap().as_str(),
                "91110000600037341L"
            );
        }
    }

    #[test]
    fn both_check_characters_are_completed() {
        let code = CreditCode::compose("11", "320902", "00000001").unwrap();
        assert_eq!(code.as_str(), "11320902000000019G");
    }
}

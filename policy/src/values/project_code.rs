use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Doubt, RegionCode, normalize};

/// A national investment project code (投资项目统一代码), `YYMM-RRRRRR-DD-TT-NNNNNC`.
///
/// GB/T 40058-2021; the older year-first form (before November 2020) has no check digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectCode(String);

/// Which of the two layouts a project code follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectCodeFormat {
    /// Year and month first, last digit a check digit.
    Current,
    /// Year first, no check digit (before the cut-over of November 2020).
    Legacy,
}

/// Why a text is not a project code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectCodeError {
    /// The text does not have the 4-6-2-2-6 digit layout.
    #[error("project code {0:?} is not of the form YYMM-RRRRRR-DD-TT-NNNNNN (digits and hyphens)")]
    Layout(String),
    /// The first segment is neither a year and month nor a year from 2013 to 2020.
    #[error("project code {0:?} does not begin with a possible year and month")]
    Time(String),
}

impl ProjectCode {
    /// Reads a code as people paste it: full-width characters and spaces are mended first.
    ///
    /// # Errors
    ///
    /// [`ProjectCodeError`] when the layout or the first segment is impossible. A wrong check
    /// digit is no error: see [`ProjectCode::doubts`].
    pub fn parse(text: &str) -> Result<Self, ProjectCodeError> {
        let code = normalize(text);
        let segments: Vec<&str> = code.split('-').collect();
        let lengths: Vec<usize> = segments.iter().map(|s| s.len()).collect();
        let digits = segments
            .iter()
            .all(|s| s.bytes().all(|b| b.is_ascii_digit()));
        if lengths != [4, 6, 2, 2, 6] || !digits {
            return Err(ProjectCodeError::Layout(text.to_owned()));
        }
        if Self::format_of(&code).is_none() {
            return Err(ProjectCodeError::Time(text.to_owned()));
        }
        Ok(Self(code))
    }

    fn format_of(code: &str) -> Option<ProjectCodeFormat> {
        let prefix: u32 = code.get(..4)?.parse().ok()?;
        match prefix % 100 {
            1..=12 if prefix >= 2010 => Some(ProjectCodeFormat::Current),
            13..=20 if (2013..=2020).contains(&prefix) => Some(ProjectCodeFormat::Legacy),
            _ => None,
        }
    }

    /// The layout the code follows.
    #[must_use]
    pub fn format(&self) -> ProjectCodeFormat {
        Self::format_of(&self.0).unwrap_or(ProjectCodeFormat::Legacy)
    }

    /// The division where the code was issued; it may be a prefecture or a functional area.
    #[must_use]
    pub fn region(&self) -> RegionCode {
        RegionCode::parse(&self.0[5..11]).unwrap_or(RegionCode::NATIONAL)
    }

    /// What a person should look at: a check digit that does not fit.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let digits: Vec<u32> = self.0.chars().filter_map(|c| c.to_digit(10)).collect();
        let sound = self.format() == ProjectCodeFormat::Legacy
            || digits.last().copied() == Some(check_digit(&digits[..19]));
        if sound {
            Vec::new()
        } else {
            vec![Doubt::ProjectCodeCheckDigit]
        }
    }

    /// Completes nineteen digits (time, region, department, type, serial) with the check digit.
    ///
    /// # Errors
    ///
    /// [`ProjectCodeError`] when the digits do not make a code.
    pub fn with_check_digit(first_nineteen: &str) -> Result<Self, ProjectCodeError> {
        let digits: Vec<u32> = first_nineteen
            .chars()
            .filter_map(|c| c.to_digit(10))
            .collect();
        if digits.len() != 19 || first_nineteen.len() != 19 {
            return Err(ProjectCodeError::Layout(first_nineteen.to_owned()));
        }
        let d = first_nineteen;
        let check = check_digit(&digits);
        Self::parse(&format!(
            "{}-{}-{}-{}-{}{check}",
            &d[..4],
            &d[4..10],
            &d[10..12],
            &d[12..14],
            &d[14..19]
        ))
    }

    /// The code as printed, with hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// ISO 7064 / GB/T 17710 hybrid MOD 11,10 over the given digits.
fn check_digit(digits: &[u32]) -> u32 {
    let mut product = 10;
    for digit in digits {
        let sum = match (product + digit) % 10 {
            0 => 10,
            sum => sum,
        };
        product = (2 * sum) % 11;
    }
    (11 - product) % 10
}

impl FromStr for ProjectCode {
    type Err = ProjectCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ProjectCode {
    type Error = ProjectCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ProjectCode> for String {
    fn from(code: ProjectCode) -> Self {
        code.0
    }
}

impl fmt::Display for ProjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shared_vector_is_judged_as_printed() {
        let vectors = include_str!("../../data/vectors/project_code_vectors.csv");
        let mut seen = 0;
        for line in vectors.lines().skip(1) {
            let mut cells = line.split(',');
            let (code, expected) = (cells.next().unwrap(), cells.next().unwrap());
            let reason = line;
            let got = ProjectCode::parse(code);
            let check_only = reason.contains("check digit wrong")
                || reason.contains("last digit changed")
                || reason.contains("adjacent transposition");
            match expected {
                "valid" => assert_eq!(got.unwrap().doubts(), [], "{line}"),
                "legacy" => {
                    let code = got.unwrap();
                    assert_eq!(code.format(), ProjectCodeFormat::Legacy, "{line}");
                    assert_eq!(code.doubts(), [], "{line}");
                }
                "invalid" if check_only => {
                    assert_eq!(
                        got.unwrap().doubts(),
                        [Doubt::ProjectCodeCheckDigit],
                        "{line}"
                    );
                }
                "invalid" => assert!(got.is_err(), "{line}"),
                other => panic!("unknown expectation {other} in {line}"),
            }
            seen += 1;
        }
        assert!(seen > 15);
    }

    #[test]
    fn pasted_full_width_text_is_mended() {
        let code = ProjectCode::parse(" ２５０９-320193-89-01-544060 ").unwrap();
        assert_eq!(code.as_str(), "2509-320193-89-01-544060");
        assert_eq!(code.region().as_str(), "320193");
    }

    #[test]
    fn a_check_digit_is_completed() {
        let code = ProjectCode::with_check_digit("2509320193890154406").unwrap();
        assert_eq!(code.as_str(), "2509-320193-89-01-544060");
    }
}

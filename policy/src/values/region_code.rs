use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::normalize;

/// Code, name and parent of divisions (GB/T 2260).
const REGIONS: &str = include_str!("../../data/regions.csv");

/// An administrative division code (行政区划代码), GB/T 2260: six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode([u8; 6]);

/// The text is not six digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("region code {0:?} is not six digits (GB/T 2260)")]
pub struct RegionCodeError(String);

impl RegionCode {
    /// `100000`, used where a code is issued by a central body.
    pub const NATIONAL: Self = Self(*b"100000");

    /// Reads a six-digit division code. Whether the division exists is not judged: functional
    /// areas carry codes that no list holds.
    ///
    /// # Errors
    ///
    /// [`RegionCodeError`] when the text is not six digits.
    pub fn parse(text: &str) -> Result<Self, RegionCodeError> {
        let digits = normalize(text);
        match <[u8; 6]>::try_from(digits.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_digit) => Ok(Self(bytes)),
            _ => Err(RegionCodeError(text.to_owned())),
        }
    }

    /// The division that holds this one, by the code's own structure: county, prefecture,
    /// province. A province has none.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        match (&self.0[2..4], &self.0[4..]) {
            (b"00", b"00") => None,
            (_, b"00") => Some(Self([a, b, b'0', b'0', e, f])),
            _ => Some(Self([a, b, c, d, b'0', b'0'])),
        }
    }

    /// The province that it is or lies in.
    #[must_use]
    pub fn province(self) -> Self {
        let upward = std::iter::successors(Some(self), |code| code.parent());
        upward.last().unwrap_or(self)
    }

    /// The prefecture that it is or lies in; none for a province.
    #[must_use]
    pub fn prefecture(self) -> Option<Self> {
        let parent = self.parent()?;
        Some(if parent.parent().is_some() {
            parent
        } else {
            self
        })
    }

    /// What the division is called, of those that `policy/data/regions.csv` lists: all provinces,
    /// and what the packs in the box speak of.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let mut lines = REGIONS.lines().skip(1);
        lines.find_map(|line| {
            let (name, _) = line
                .strip_prefix(self.as_str())?
                .strip_prefix(',')?
                .split_once(',')?;
            Some(name)
        })
    }

    /// The six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_is_called_by_its_name() {
        let name = |code| RegionCode::parse(code).unwrap().name();
        assert_eq!(name("320902"), Some("亭湖区"));
        assert_eq!(name("110000"), Some("北京市"));
        assert_eq!(name("990000"), None);
    }

    #[test]
    fn the_listed_divisions_know_their_parents() {
        for line in REGIONS.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let code = RegionCode::parse(cells[0]).unwrap();
            let parent = code
                .parent()
                .map(|p| p.as_str().to_owned())
                .unwrap_or_default();
            assert_eq!(parent, cells[2], "{line}");
        }
    }

    #[test]
    fn a_county_a_prefecture_and_a_province_lie_in_their_province() {
        let code = |text| RegionCode::parse(text).unwrap();
        for (text, prefecture) in [
            ("320902", Some("320900")),
            ("320900", Some("320900")),
            ("320000", None),
        ] {
            assert_eq!(code(text).province(), code("320000"), "{text}");
            assert_eq!(code(text).prefecture(), prefecture.map(code), "{text}");
        }
    }

    #[test]
    fn anything_but_six_digits_is_refused() {
        for text in ["32090", "3209022", "32090A", ""] {
            assert!(RegionCode::parse(text).is_err(), "{text}");
        }
    }
}

/// A place in a delivery, as the id of a cursor: `NAME#DIGEST:ROW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file.
    pub(super) name: String,
    /// SHA-256 of its content: a file that was replaced is another one.
    pub(super) digest: String,
    /// How far it was taken.
    pub(super) taken: Taken,
}

/// How far a file was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// So many rows below the headings.
    Rows(usize),
    /// All of it.
    All,
}

impl Place {
    /// Reads the id of a cursor; nothing of one that another transport left.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let (file, taken) = id.rsplit_once(':')?;
        let (name, digest) = file.rsplit_once('#')?;
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digest.len() != 64 || !digest.bytes().all(hex) {
            return None;
        }
        let taken = match taken {
            "end" => Taken::All,
            rows => Taken::Rows(rows.parse().ok()?),
        };
        Some(Self {
            name: name.to_owned(),
            digest: digest.to_owned(),
            taken,
        })
    }

    /// The id of a cursor.
    pub(super) fn to_id(&self) -> String {
        let (name, digest) = (&self.name, &self.digest);
        match self.taken {
            Taken::Rows(rows) => format!("{name}#{digest}:{rows}"),
            Taken::All => format!("{name}#{digest}:end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_whatever_the_file_is_called() {
        for name in ["contracts_20260630.csv", "合同#2:3.xlsx"] {
            for taken in [Taken::Rows(0), Taken::Rows(4_000), Taken::All] {
                let place = Place {
                    name: name.to_owned(),
                    digest: "0a".repeat(32),
                    taken,
                };
                assert_eq!(Place::parse(&place.to_id()), Some(place));
            }
        }
        for other in ["N00001", "a#b:1", "a:1", ""] {
            assert_eq!(Place::parse(other), None, "{other}");
        }
    }
}

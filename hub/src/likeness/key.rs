/// What projects are looked up by, as a number that fits a `BIGINT` column: two characters of a
/// name, a name without what half of all names hold, a unit with a year or a sum.
///
/// The number of a key is stored beside projects and must never change. Two things with one number
/// only make one candidate more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(i64);

/// What a key is made of; each kind has numbers of its own.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(super) enum Kind {
    Bigram = b'b',
    Core = b'c',
    UnitYear = b'y',
    UnitSum = b's',
    Sum = b'f',
}

impl Key {
    /// The number as it is stored.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// The key of a number that was stored.
    #[must_use]
    pub fn numbered(number: i64) -> Self {
        Self(number)
    }

    pub(super) fn bigram(first: char, second: char) -> Self {
        let mut hash = Hash::of(Kind::Bigram);
        hash.add(&u32::from(first).to_be_bytes());
        hash.add(&u32::from(second).to_be_bytes());
        hash.key()
    }

    pub(super) fn core(name: &str) -> Self {
        let mut hash = Hash::of(Kind::Core);
        hash.add(name.as_bytes());
        hash.key()
    }

    pub(super) fn unit_year(unit: &str, year: i32) -> Self {
        let mut hash = Hash::of(Kind::UnitYear);
        hash.add(&year.to_be_bytes());
        hash.add(unit.as_bytes());
        hash.key()
    }

    pub(super) fn unit_sum(unit: &str, bucket: i32) -> Self {
        let mut hash = Hash::of(Kind::UnitSum);
        hash.add(&bucket.to_be_bytes());
        hash.add(unit.as_bytes());
        hash.key()
    }

    pub(super) fn sum(fen: i64) -> Self {
        let mut hash = Hash::of(Kind::Sum);
        hash.add(&fen.to_be_bytes());
        hash.key()
    }
}

/// FNV-1a, and its bits stirred at the end.
struct Hash(u64);

impl Hash {
    fn of(kind: Kind) -> Self {
        let mut hash = Self(0xcbf2_9ce4_8422_2325);
        hash.add(&[kind as u8]);
        hash
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn key(self) -> Key {
        let stirred = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Key((stirred ^ (stirred >> 29)).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_keys_stay_what_they_are() {
        let keys = [
            Key::bigram('智', '慧'),
            Key::core("智慧城市管理"),
            Key::unit_year("#1", 2024),
            Key::unit_sum("#1", 2024),
            Key::sum(305_800_000),
        ];
        let numbers = keys.map(Key::number);
        let known = [
            -368_990_451_365_305_225,
            -6_651_607_664_380_527_936,
            -2_817_837_381_659_020_720,
            -3_648_782_086_052_169_760,
            -882_561_990_967_894_366,
        ];
        assert_eq!(numbers, known);
    }
}

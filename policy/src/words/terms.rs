use super::{both, listed, lowered};
use crate::{
    calendar::{Term, Unit},
    condition::Number,
    facts::{Source, Value},
    pack::{Bilingual, Length, Pack},
    values::Fen,
    vocabulary::{Definition, Family},
};

/// What a pack's names are called.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) pack: &'a Pack,
}

impl<'a> Words<'a> {
    pub(crate) fn of(pack: &'a Pack) -> Self {
        Self { pack }
    }

    pub(crate) fn definition(self, family: Family, name: &str) -> Option<&'a Definition> {
        self.pack.vocabulary.get(family, name)
    }

    /// The term of a name; the name itself where nobody knows it.
    pub(crate) fn term(self, family: Family, name: &str) -> Bilingual {
        self.definition(family, name)
            .map_or_else(|| both(name, name), |of| both(&of.zh, &of.en))
    }

    /// What a sentence calls a name.
    pub(crate) fn phrase(self, family: Family, name: &str) -> Bilingual {
        let of = self.definition(family, name);
        match of.and_then(|of| of.phrase.as_ref()) {
            Some((zh, en)) => both(zh, en),
            None => {
                let Bilingual { zh, en } = self.term(family, name);
                both(zh, lowered(&en))
            }
        }
    }

    /// The same of a kind of record or report: what happened, or a noun.
    pub(crate) fn kind(self, name: &str) -> (Source, Bilingual) {
        let families = [Family::Event, Family::Document, Family::Report];
        let mut known = families.into_iter();
        let of = known.find(|family| self.definition(*family, name).is_some());
        let source = match of {
            Some(Family::Event) => Source::Event,
            _ => Source::Document,
        };
        let said = of.map_or_else(|| both(name, name), |family| self.phrase(family, name));
        (source, said)
    }

    /// A name in quotation marks, as sentences call it in Chinese.
    pub(super) fn quoted(self, family: Family, name: &str) -> Bilingual {
        let Bilingual { zh, .. } = self.phrase(family, name);
        let Bilingual { en, .. } = self.term(family, name);
        both(format!("“{zh}”"), format!("“{en}”"))
    }

    /// What a need is: a fact, a kind of record or what is missing of one, or a setting.
    pub(crate) fn need(self, name: &str) -> Bilingual {
        if let Some((kind, attribute)) = name.split_once('.') {
            return self.need_of(kind, attribute);
        }
        let families = [
            Family::Fact,
            Family::Event,
            Family::Document,
            Family::Report,
        ];
        let found = families.iter().find_map(|f| self.definition(*f, name));
        match found {
            Some(of) => both(&of.zh, lowered(&of.en)),
            None if self.pack.settings.contains_key(name) => self.setting(name),
            None => both(name, name),
        }
    }

    /// What is missing of a record that is there: its day, or an attribute.
    fn need_of(self, kind: &str, attribute: &str) -> Bilingual {
        let families = [Family::Event, Family::Document];
        let of = families
            .iter()
            .find_map(|family| self.definition(*family, kind));
        let attribute = match of.and_then(|of| of.attribute(attribute)) {
            Some(of) => both(&of.zh, lowered(&of.en)),
            None if attribute == "on" => both("日期", "day"),
            None => both(attribute, attribute),
        };
        let families = [Family::Event, Family::Document, Family::Report];
        let mut terms = families
            .iter()
            .filter_map(|family| self.definition(*family, kind));
        let Bilingual { zh, en } = terms
            .next()
            .map_or_else(|| both(kind, kind), |of| both(&of.zh, lowered(&of.en)));
        both(
            format!("{zh}：{}", attribute.zh),
            format!("{en}: {}", attribute.en),
        )
    }

    /// A role of the pack.
    pub(crate) fn role(self, key: &str) -> Bilingual {
        let role = self.pack.role(key);
        role.map_or_else(|| both(key, key), |role| both(&role.zh, &role.en))
    }

    /// A whole number with what it counts, and the setting that holds it.
    pub(super) fn number(self, number: &Number, unit: &Bilingual) -> Bilingual {
        let n = self.pack.number(number);
        let text = both(format!("{n}{}", unit.zh), format!("{n}{}", unit.en));
        match number {
            Number::Literal(_) => text,
            Number::Setting(name) => self.set(text, name),
        }
    }

    /// So many days, in English.
    pub(crate) fn days(count: i64) -> String {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} day{plural}")
    }

    /// `1 day is`, `5 days are`.
    pub(crate) fn days_are(count: i64) -> String {
        let be = if count == 1 { "is" } else { "are" };
        format!("{} {be}", Self::days(count))
    }

    /// A length of time.
    pub(super) fn length(self, amount: &Number, unit: Unit) -> Bilingual {
        let term = Term {
            amount: u32::try_from(self.pack.number(amount)).unwrap_or_default(),
            unit,
        };
        let text = both(term.zh(), term.to_string());
        match amount {
            Number::Literal(_) => text,
            Number::Setting(name) => self.set(text, name),
        }
    }

    pub(super) fn long(self, length: &Length) -> Bilingual {
        self.length(&length.amount, length.unit)
    }

    /// A value as a text prints it: whole 万 in 万元, numbers with what they count, lists so that no
    /// entry is taken for two.
    pub(crate) fn value(value: &Value, of: &Definition) -> Bilingual {
        match (value, &of.unit) {
            (Value::Money(fen), _) => money(*fen),
            (Value::Int(number), Some((zh, en))) => {
                both(format!("{number}{zh}"), counted(*number, en))
            }
            (Value::List(words), _) if !words.is_empty() => listed(words, of),
            _ => both(value.zh(of), value.en(of)),
        }
    }
}

/// `398万元`, `499,999.99元`; in English with separators.
fn money(fen: Fen) -> Bilingual {
    /// 分 in a yuan, and in the smallest part of 万元 that is written with four decimals.
    const YUAN: i64 = 100;
    /// 分 in a 万元.
    const WAN: i64 = 1_000_000;
    let fen = fen.get();
    let (yuan, rest) = (fen / YUAN, (fen % YUAN).abs());
    let mut plain = grouped(yuan);
    if rest != 0 {
        plain = format!("{plain}.{rest:02}");
    }
    let en = format!("{plain} yuan");
    if rest != 0 || fen.abs() < WAN {
        return both(format!("{plain}元"), en);
    }
    let (wan, below) = (fen / WAN, (fen % WAN).abs() / YUAN);
    let below = format!("{below:04}");
    let below = below.trim_end_matches('0');
    let point = if below.is_empty() { "" } else { "." };
    both(format!("{}{point}{below}万元", grouped(wan)), en)
}

/// With a separator between thousands.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    if number < 0 { format!("-{told}") } else { told }
}

/// `1 month`, `24 months`.
fn counted(number: i64, plural: &str) -> String {
    match (number, plural.strip_suffix('s')) {
        (1, Some(one)) => format!("1 {one}"),
        _ => format!("{number} {plural}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_in_wan_where_that_is_exact() {
        let told = |fen| {
            let Bilingual { zh, en } = money(Fen::new(fen));
            (zh, en)
        };
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        assert_eq!(told(398_000_000), both("398万元", "3,980,000 yuan"));
        assert_eq!(told(398_050_000), both("398.05万元", "3,980,500 yuan"));
        assert_eq!(told(100_000_100), both("100.0001万元", "1,000,001 yuan"));
        assert_eq!(told(49_999_999), both("499,999.99元", "499,999.99 yuan"));
        assert_eq!(told(0), both("0元", "0 yuan"));
        assert_eq!(told(999_900), both("9,999元", "9,999 yuan"));
        assert_eq!(
            told(1_200_000_000_000),
            both("1,200,000万元", "12,000,000,000 yuan")
        );
        assert_eq!(counted(1, "months"), "1 month");
    }
}

use super::{
    Words, both,
    comparison::{chinese_series, listed, unit},
    english::series,
    spoken::lowered,
};
use crate::{
    condition::{Order, Pattern, YearTest},
    pack::Bilingual,
};

impl Words<'_> {
    /// Which events or documents are meant, as a noun with its particulars in brackets.
    pub(super) fn noun(self, pattern: &Pattern) -> Bilingual {
        let Bilingual { zh, en } = self.quoted(pattern.source.family(), &pattern.kind);
        let more = self.particulars(pattern);
        if more.is_empty() {
            return both(zh, en);
        }
        let more = super::joined(&more, "，", ", ");
        both(
            format!("{zh}（{}）", more.zh),
            format!("{en} ({})", more.en),
        )
    }

    fn particulars(self, pattern: &Pattern) -> Vec<Bilingual> {
        let of = self.definition(pattern.source.family(), &pattern.kind);
        let attribute = |name: &str| of.and_then(|of| of.attribute(name));
        let mut more = Vec::new();
        if pattern.latest {
            more.push(both("只看最近一次", "only the latest counts"));
        }
        for (name, values) in &pattern.attributes {
            if let Some(of) = attribute(name).filter(|of| of.values.len() != values.len()) {
                // Any of all that there are is no particular.
                let values = values.iter().map(|value| Self::measure(value, of));
                let (zh, en): (Vec<_>, Vec<_>) =
                    values.map(|value| (listed(&value.zh), value.en)).unzip();
                more.push(both(
                    format!("{}：{}", of.zh, chinese_series(&zh)),
                    format!("{}: {}", lowered(&of.en), series(&en, "or")),
                ));
            }
        }
        for (name, compare, number) in &pattern.compared {
            if let Some(of) = attribute(name) {
                let Bilingual { zh, en } = self.amount(*compare, number, &unit(of));
                more.push(both(
                    format!("{}{zh}", of.zh),
                    format!("{} {en}", lowered(&of.en)),
                ));
            }
        }
        if let Some(of) = attribute("parts").filter(|_| !pattern.parts.is_empty()) {
            let parts = pattern.parts.iter();
            let (zh, en): (Vec<_>, Vec<_>) = parts
                .map(|part| (listed(of.value_zh(part)), lowered(of.value_en(part))))
                .unzip();
            more.push(both(
                format!("合计含有：{}", zh.join("、")),
                format!("together holding {}", series(&en, "and")),
            ));
        }
        for (order, other) in &pattern.orders {
            let Bilingual { zh, en } = self.noun(other);
            let (z, e) = match order {
                Order::Before => ("早于", "before"),
                Order::NotAfter => ("不晚于", "not after"),
                Order::After => ("晚于", "after"),
                Order::NotBefore => ("不早于", "not before"),
            };
            more.push(both(
                format!("{z}最近一次{zh}"),
                format!("{e} the latest {en}"),
            ));
        }
        match pattern.year {
            Some(YearTest::Previous) => more.push(both("上一自然年内", "in the previous year")),
            Some(YearTest::Current) => more.push(both("本自然年内", "in the current year")),
            None => {}
        }
        more
    }
}

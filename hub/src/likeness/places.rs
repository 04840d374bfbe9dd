use crate::name::fold;

/// How the place is called, and those above it: what every name may begin with and none is told
/// apart by.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Folded, longest first: 江苏省, 盐城市, 亭湖区.
    full: Vec<String>,
    /// Without what kind of place it is: 江苏, 盐城, 亭湖.
    short: Vec<String>,
}

/// What kinds of places there are.
const KINDS: &[&str] = &[
    "自治区",
    "自治州",
    "自治县",
    "省",
    "市",
    "区",
    "县",
    "州",
    "旗",
];
/// A kind alone, as in 区智慧城管 and 全县, and what makes another word of it.
const ALONE: &[(&str, &[char])] = &[
    ("全省", &[]),
    ("全市", &[]),
    ("全区", &['域']),
    ("全县", &['域']),
    ("我市", &[]),
    ("我区", &[]),
    ("我县", &[]),
    ("区", &['域', '块', '间', '划']),
    ("县", &['域', '级', '市', '乡']),
    ("市", &['场', '民', '政', '容', '域', '级', '县']),
];

impl Places {
    /// Of a place and those above it, by their names (亭湖区, 盐城市, 江苏省) and what else they are
    /// called (巴州).
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut full: Vec<String> = names.into_iter().map(fold).collect();
        full.retain(|name| name.chars().count() > 1);
        full.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        full.dedup();
        let stem = |name: &String| {
            let stem = KINDS.iter().find_map(|kind| name.strip_suffix(kind))?;
            (stem.chars().count() > 1).then(|| stem.to_owned())
        };
        let short = full.iter().filter_map(stem).collect();
        Self { full, short }
    }

    /// A folded text without the places that it begins with.
    pub(super) fn without<'a>(&self, mut text: &'a str) -> &'a str {
        loop {
            let full = self
                .full
                .iter()
                .find_map(|name| text.strip_prefix(name.as_str()));
            let short = || {
                self.short
                    .iter()
                    .find_map(|name| text.strip_prefix(name.as_str()))
            };
            match full.or_else(short).filter(|rest| !rest.is_empty()) {
                Some(rest) => text = rest,
                None => return alone(text),
            }
        }
    }

    /// A folded text without the full names of places anywhere, nor short ones at its begin.
    pub(super) fn cleared(&self, text: &str) -> String {
        let mut text = self.without(text).to_owned();
        for name in &self.full {
            text = text.replace(name.as_str(), "");
        }
        text
    }

    /// A folded name of a unit without places, of a branch without short ones, too:
    /// 盐城市公安局亭湖分局.
    pub(super) fn apart_from(&self, unit: &str) -> String {
        let mut unit = self.cleared(unit);
        // Elsewhere a short name is of a place of its own, as 东亭湖街道.
        if unit.ends_with("分局") {
            for name in &self.short {
                unit = unit.replace(name.as_str(), "");
            }
        }
        unit
    }
}

fn alone(text: &str) -> &str {
    let stripped = ALONE.iter().find_map(|(kind, otherwise)| {
        let rest = text.strip_prefix(kind)?;
        let next = rest.chars().next()?;
        (!otherwise.contains(&next)).then_some(rest)
    });
    stripped.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_without_the_places_it_begins_with() {
        let places = Places::new(["亭湖区", "盐城市", "江苏省"]);
        assert_eq!(places.without("江苏省盐城市亭湖区智慧城管"), "智慧城管");
        assert_eq!(places.without("亭湖智慧城管"), "智慧城管");
        assert_eq!(places.without("区智慧城管"), "智慧城管");
        assert_eq!(places.without("区域卫生"), "区域卫生");
        assert_eq!(places.without("东亭湖街道"), "东亭湖街道");
        assert_eq!(places.without("亭湖区"), "亭湖区");
        assert_eq!(places.apart_from("盐城市公安局亭湖分局"), "公安局分局");
        assert_eq!(
            places.apart_from("盐城市东亭湖街道办事处"),
            "东亭湖街道办事处"
        );
    }
}

use super::change::{Field, Item, Kind};
use crate::{
    pack::{Layer, Pack, Sayable},
    words::Words,
};

/// What a pack is, as one thing.
pub(super) fn identity(pack: &Pack) -> Item {
    let scope = pack.scope.as_ref();
    let words = Words::of(pack);
    let layer = match pack.layer {
        Layer::National => "national",
        Layer::Local => "local",
    };
    let from = if pack.effective_on_is_setting {
        Some("setting".to_owned())
    } else {
        pack.in_force_from.map(|day| day.to_string())
    };
    Item {
        kind: Kind::Identity,
        name: String::new(),
        fields: vec![
            Field::plain("id", &pack.id),
            Field::plain("version", &pack.version),
            Field::plain("title", &pack.title),
            Field::plain("title_en", &pack.title_en),
            Field::plain("region_code", pack.region_code),
            Field::plain("level", &pack.level),
            Field::plain("layer", layer),
            Field::optional("in_force_from", from),
            Field::optional("in_force_until", pack.in_force_until),
            Field::plain("calendars", pack.calendars.join(", ")),
            Field::said(
                "scope",
                scope
                    .map(|scope| words.condition(scope).into_text())
                    .into_iter()
                    .collect(),
                format!("{scope:?}"),
            ),
        ],
    }
}

/// The named things of `pack.toml`.
pub(super) fn items(pack: &Pack) -> Vec<Item> {
    let item = |kind, name: &str, fields| Item {
        kind,
        name: name.to_owned(),
        fields,
    };
    let settings = pack.settings.iter().map(|(name, value)| {
        let value = value.map_or_else(|| "unset".to_owned(), |value| value.to_string());
        let title = pack.setting_titles.get(name);
        let fields = vec![
            Field::plain("value", value),
            Field::said("called", title.cloned().into_iter().collect(), ""),
        ];
        item(Kind::Setting, name, fields)
    });
    let roles = pack.roles.iter().map(|role| {
        let called = Field::bilingual("called", &role.zh, &role.en);
        item(Kind::Role, &role.key, vec![called])
    });
    let stages = pack.stages.iter().enumerate().map(|(at, stage)| {
        let fields = vec![
            Field::bilingual("called", &stage.zh, &stage.en),
            Field::plain("enters", stage.enters.join(", ")),
            Field::plain("place", at + 1),
        ];
        item(Kind::Stage, &stage.key, fields)
    });
    let rulings = pack.rulings.iter().map(|ruling| {
        let text = Field::bilingual("text", &ruling.zh, &ruling.en);
        let parts = ruling.parts.iter().enumerate().map(|(at, part)| {
            let Sayable {
                zh,
                en,
                when,
                says,
                of,
            } = part;
            let when = when.map_or("", |when| when.as_str());
            let says = says.as_deref().unwrap_or_default();
            format!("{} {when} {says} {}: {zh} {en}", at + 1, of.join(", "))
        });
        let parts = parts.collect::<Vec<_>>().join("\n");
        item(
            Kind::Ruling,
            &ruling.id,
            vec![text, Field::plain("parts", parts)],
        )
    });
    let idle = pack.not_actionable.iter().map(|listed| {
        let reason = Field::plain("reason", &listed.reason);
        item(Kind::NotActionable, &listed.article, vec![reason])
    });
    let laws = pack.laws.iter().map(|law| {
        let from = Field::plain("in_force_from", law.in_force_from);
        let called = Field::plain("title_en", &law.title_en);
        item(Kind::Law, &law.title, vec![from, called])
    });
    let systems = pack.external_systems.iter().map(|one| {
        let system = Field::plain("system", &one.system);
        item(Kind::ExternalSystem, &one.name, vec![system])
    });
    settings
        .chain(roles)
        .chain(stages)
        .chain(rulings)
        .chain(idle)
        .chain(laws)
        .chain(systems)
        .collect()
}

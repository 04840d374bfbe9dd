use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::AssetState;
use shuniu_entities::{asset, finding, project_fact};
use shuniu_policy::vocabulary::Family;
use shuniu_policy::{CreditCode, Doubt, ProjectCode};

use super::once::{Once, Told};
use crate::command::VOIDED;
use crate::desk::{File, LeftBehind, WHOLE, slot_of};
use crate::field::{Kind, Slot, SubjectKind};
use crate::law::LocalLaw;

/// Begins the code of a doubt about a value that counts.
pub(super) const OF_DOUBT: &str = "doubt:";

/// What is well formed but doubtful among the values that count, of the project and of its
/// tenders, contracts and assets: shown until the value is mended or another counts, whoever gave
/// it. A code that only served to find the project is no value and nothing to mend here. And
/// assets that were voided here while the registry has them, and what a system took to another
/// project while others still have it in this one.
pub(super) fn doubts(
    law: &LocalLaw,
    file: &File,
    once: &Once<'_>,
    now: DateTime<Utc>,
) -> Vec<finding::Model> {
    let counting = file.facts.iter().filter(|row| row.standing == "current");
    let found = counting.flat_map(|row| {
        let kind = Kind::of(law.vocabulary(), &slot_of(row));
        let doubts = in_value(kind, &row.value).into_iter();
        doubts.map(|doubt| finding_of(row, doubt, now))
    });
    let disposed = Some(AssetState::Disposed.as_str());
    let registered = |row: &&asset::Model| {
        let holds = row.card_number.is_some() && row.registry_state.as_deref() != disposed;
        row.state == VOIDED && holds
    };
    let voided = file.assets.iter().filter(registered);
    found
        .chain(voided.map(|row| finding_of_asset(row, now)))
        .chain(
            file.abandoned_by()
                .map(|source| finding_of_abandoned(file, source, now)),
        )
        .chain(
            file.left_behind()
                .map(|left| finding_of_left(file, left, now)),
        )
        .chain(unnamed(once).map(|(told, named)| finding_of_unnamed(law, file, (told, named), now)))
        .collect()
}

/// Events that do not say of which contract or procurement they are, on another day than those of
/// the same kind that do, with the first of these.
fn unnamed<'o, 'f>(
    once: &'o Once<'f>,
) -> impl Iterator<Item = (&'o Told<'f>, &'o Told<'f>)> + use<'o, 'f> {
    let events = once.events.iter();
    let unnamed = events.filter(|told| told.occurrence == WHOLE);
    unnamed.filter_map(|told| {
        let mut others = once.events.iter();
        let named = others.find(|other| other.row.kind == told.row.kind && other.is_once())?;
        Some((told, named))
    })
}

/// A signing or an award that may be the one that others tell on another day: shown until it says
/// what it is of, or is the same day.
fn finding_of_unnamed(
    law: &LocalLaw,
    file: &File,
    (told, named): (&Told<'_>, &Told<'_>),
    now: DateTime<Utc>,
) -> finding::Model {
    let doubt = "event_names_nothing";
    let (kind, day, source) = (&told.row.kind, told.on, &told.row.source);
    let (zh, en) = (
        law.vocabulary().zh(Family::Event, kind),
        law.vocabulary().en(Family::Event, kind),
    );
    let (other, of) = (named.on, named.occurrence);
    finding::Model {
        jurisdiction_id: file.key().jurisdiction,
        project_id: file.id(),
        code: format!("{OF_DOUBT}event:{doubt}:{}", told.row.id),
        provision: None,
        detail: json!({
            "zh": format!("{day} 的“{zh}”没有注明属于哪份合同或标段，另有 {of} 的“{zh}”在 {other}；如为同一件事，请更正日期、注明编号或作废其一，否则按两件事计算期限"),
            "en": format!("{en} of {day} does not say of which contract or lot it is, and that of {of} is of {other}; where it is the same, correct its day, name it or void one of them, or the terms run for both"),
            "doubt": doubt, "path": format!("event.{kind}"), "subject": null, "source": source,
            "source_record": told.row.source_record_id,
        }),
        found_at: now,
    }
}

/// A project of which nobody says anything any more.
fn finding_of_abandoned(file: &File, source: &str, now: DateTime<Utc>) -> finding::Model {
    let doubt = "source_has_it_elsewhere";
    finding::Model {
        jurisdiction_id: file.key().jurisdiction,
        project_id: file.id(),
        code: format!("{OF_DOUBT}{doubt}:project"),
        provision: None,
        detail: json!({
            "zh": format!("{source} 已将本项目的登记移到其他项目，本项目已没有任何来源的登记内容，请核对是否仍有此项目"),
            "en": format!("{source} gave what it said of this project to another, and nobody says anything of it any more; find out whether there is such a project"),
            "doubt": doubt, "path": "project", "subject": null, "source": source,
        }),
        found_at: now,
    }
}

/// Something of which a system says no more that it is of the project: shown until the others say
/// so no more either.
fn finding_of_left(file: &File, left: LeftBehind<'_>, now: DateTime<Utc>) -> finding::Model {
    let doubt = "source_has_it_elsewhere";
    let (zh, en) = match left.kind {
        SubjectKind::Tender => ("采购", "procurement"),
        SubjectKind::Contract => ("合同", "contract"),
        SubjectKind::Asset => ("资产", "asset"),
    };
    let (named, source) = (left.named, left.source);
    finding::Model {
        jurisdiction_id: file.key().jurisdiction,
        project_id: file.id(),
        code: format!("{OF_DOUBT}{doubt}:{}", left.subject),
        provision: None,
        detail: json!({
            "zh": format!("{zh} {named} 原由 {source} 归入本项目，该系统已将其移出，本项目仍有其他来源或支付、资产指向它，请核对"),
            "en": format!("{source} had the {en} {named} in this project and took it out; other sources, payments or assets here still speak of it; look at both"),
            "doubt": doubt, "path": left.subject, "subject": left.subject, "source": source,
        }),
        found_at: now,
    }
}

/// An asset that was voided here and has a card: shown until the registry has disposed of it.
fn finding_of_asset(row: &asset::Model, now: DateTime<Utc>) -> finding::Model {
    let doubt = "voided_asset_registered";
    let card = row.card_number.as_deref().unwrap_or_default();
    finding::Model {
        jurisdiction_id: row.jurisdiction_id,
        project_id: row.project_id,
        code: format!("{OF_DOUBT}asset:{doubt}:{}", row.id),
        provision: None,
        detail: json!({
            "zh": format!("资产“{}”在此已作废，资产云仍有其卡片{card}，请核对", row.name),
            "en": format!("the asset {:?} was voided here and the registry has its card {card}; look at both", row.name),
            "doubt": doubt, "path": "asset.card_number",
            "subject": Slot::asset(row.id), "source": row.registry_source,
            "source_record": row.registry_record_id,
        }),
        found_at: now,
    }
}

fn in_value(kind: Kind, value: &Json) -> Vec<Doubt> {
    let code = match kind {
        Kind::ProjectCode => {
            let code = value
                .as_str()
                .and_then(|text| ProjectCode::parse(text).ok());
            return code.map_or_else(Vec::new, |code| code.doubts());
        }
        Kind::CreditCode => value.as_str(),
        Kind::Party => value["credit_code"].as_str(),
        Kind::Text | Kind::Typed(_) => None,
    };
    let code = code.and_then(|text| CreditCode::parse(text).ok());
    code.map_or_else(Vec::new, |code| code.doubts())
}

fn finding_of(row: &project_fact::Model, doubt: Doubt, now: DateTime<Utc>) -> finding::Model {
    let (zh, en) = words(doubt);
    let doubt = json!(doubt).as_str().unwrap_or_default().to_owned();
    let slot = slot_of(row);
    let of = slot.subject.as_deref().map(|subject| format!(":{subject}"));
    finding::Model {
        jurisdiction_id: row.jurisdiction_id,
        project_id: row.project_id,
        code: format!(
            "{OF_DOUBT}fact:{doubt}:{}{}",
            slot.name,
            of.unwrap_or_default()
        ),
        provision: None,
        detail: json!({
            "zh": zh, "en": en, "doubt": doubt, "path": slot.to_string(),
            "subject": slot.subject, "source": row.source,
            "source_record": row.source_record_id,
        }),
        found_at: now,
    }
}

/// What is doubtful, as people say it.
const fn words(doubt: Doubt) -> (&'static str, &'static str) {
    match doubt {
        Doubt::ProjectCodeCheckDigit => (
            "项目代码的校验码不符，请核对",
            "the check digit of the project code does not fit; look at it again",
        ),
        Doubt::OrganisationCodeCheckDigit => (
            "统一社会信用代码中的组织机构代码校验码不符，请核对",
            "the organisation code within the credit code does not fit; look at it again",
        ),
        Doubt::UnknownAuthority => (
            "统一社会信用代码的登记管理部门或机构类别不明",
            "the authority or kind in the credit code is unknown",
        ),
        Doubt::UnknownRegion => (
            "统一社会信用代码的行政区划不明",
            "the region in the credit code is unknown",
        ),
    }
}

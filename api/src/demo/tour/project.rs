use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::choice;
use super::law::{Both, Provision};
use crate::demo::sheet::{Sheet, Tone, short};
use crate::demo::start::Demo;

const WHOLE: &str = r#"
query Whole($code: String!) {
  project(projectCode: $code) {
    name projectCode trackedSince version
    unit { name creditCode }
    stage { zh en }
    investment budget
    history(name: "investment_yuan") { value standing provenance { source } }
    derived { zh en value }
    tenders { name budget noticeOn award awardedOn supplier { name } provenance { source } }
    contracts { number amount rawAmount signedOn supplier { name } provenance { source } }
    reviews { kind result reviewedOn provenance { source } }
    assets { cardNumber name state registration { source } provenance { source } }
    events { kind occurredOn definition { zh en } provenance { source } }
    obligations {
      status lastOn fulfilledOn daysLeft
      provision { article lead quote en pack { title } }
      because { zh en }
    }
    findings { zh en }
  }
}"#;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    name: String,
    project_code: Option<String>,
    tracked_since: Option<String>,
    version: i64,
    unit: Option<Unit>,
    stage: Both,
    investment: Option<String>,
    budget: Option<String>,
    history: Vec<Value>,
    derived: Vec<Derived>,
    tenders: Vec<Tender>,
    contracts: Vec<Contract>,
    reviews: Vec<Review>,
    assets: Vec<Asset>,
    events: Vec<Event>,
    obligations: Vec<Duty>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Unit {
    name: String,
    credit_code: Option<String>,
}

#[derive(Deserialize)]
struct Value {
    value: serde_json::Value,
    standing: String,
    provenance: Source,
}

#[derive(Deserialize)]
struct Source {
    source: String,
}

#[derive(Deserialize)]
struct Derived {
    zh: String,
    en: String,
    value: serde_json::Value,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tender {
    budget: Option<String>,
    notice_on: Option<String>,
    award: Option<String>,
    awarded_on: Option<String>,
    supplier: Option<Named>,
    provenance: Source,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contract {
    number: String,
    amount: Option<String>,
    raw_amount: Option<String>,
    signed_on: Option<String>,
    supplier: Option<Named>,
    provenance: Source,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Review {
    kind: String,
    result: String,
    reviewed_on: String,
    provenance: Source,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asset {
    card_number: Option<String>,
    name: String,
    state: String,
    registration: Option<Source>,
    provenance: Source,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    kind: String,
    occurred_on: String,
    definition: Option<Both>,
    provenance: Source,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Duty {
    status: String,
    last_on: Option<String>,
    fulfilled_on: Option<String>,
    days_left: Option<i64>,
    provision: Option<Provision>,
    because: Vec<Both>,
}

#[derive(Deserialize)]
struct Finding {
    zh: Option<String>,
    en: Option<String>,
}

/// One project told whole.
pub(super) async fn show(demo: &Demo, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(5, "一个项目的来龙去脉", "One project, told whole");
    let Some(code) = choice::chosen(demo).await? else {
        sheet.say(2, "没有合适的项目。There is no project to tell.");
        return Ok(());
    };
    let admin = demo.pass("admin")?;
    let variables = json!({"code": code});
    let project: Option<Whole> = demo.window.ask(admin, WHOLE, variables, "project").await?;
    let project = project.context("the chosen project is gone")?;
    head(&project, sheet);
    money(&project, sheet);
    reviews_and_assets(&project, sheet);
    timeline(&project, sheet);
    duties(&project, sheet);
    Ok(())
}

fn head(project: &Whole, sheet: &mut Sheet) {
    sheet.say_as(Tone::Strong, 2, &project.name);
    let code = project.project_code.as_deref().unwrap_or("–");
    let unit = project.unit.as_ref();
    let named = unit.map_or("–", |unit| unit.name.as_str());
    let credit = unit
        .and_then(|unit| unit.credit_code.as_deref())
        .unwrap_or("–");
    sheet.say(
        4,
        &format!("项目代码 code {code} · 单位 unit {named}（{credit}）"),
    );
    let since = project.tracked_since.as_deref().unwrap_or("–");
    sheet.say(
        4,
        &format!(
            "现阶段 stage {} · 材料完整始于 file complete since {since} · 版本 version {}",
            project.stage.both(),
            project.version
        ),
    );
    let derived = project.derived.iter().filter(|one| !one.value.is_null());
    let derived: Vec<String> = derived
        .map(|one| {
            let value = one.value.as_str();
            let value = value.map_or_else(|| one.value.to_string(), str::to_owned);
            format!("{} {} = {value}", one.zh, one.en)
        })
        .collect();
    sheet.say(4, &format!("推导 derived: {}", derived.join("；")));
}

fn yuan(amount: Option<&String>) -> String {
    amount.map_or_else(|| "–".to_owned(), |amount| format!("{amount} 元"))
}

fn money(project: &Whole, sheet: &mut Sheet) {
    sheet.say_as(Tone::Strong, 2, "资金 money");
    sheet.say(
        4,
        &format!(
            "投资 investment {} · 预算 budget {}",
            yuan(project.investment.as_ref()),
            yuan(project.budget.as_ref())
        ),
    );
    for value in &project.history {
        let text = value.value.as_str().unwrap_or_default();
        let Value {
            standing,
            provenance,
            ..
        } = value;
        sheet.say_as(
            Tone::Quiet,
            6,
            &format!(
                "投资额的来源 source: {text} 元 ← {}（{standing}）",
                provenance.source
            ),
        );
    }
    for tender in &project.tenders {
        sheet.say(
            4,
            &format!(
                "采购 tender: {} 公告 notice，预算 budget {}；{} 中标 awarded {} → {} ← {}",
                tender.notice_on.as_deref().unwrap_or("–"),
                yuan(tender.budget.as_ref()),
                tender.awarded_on.as_deref().unwrap_or("–"),
                yuan(tender.award.as_ref()),
                tender
                    .supplier
                    .as_ref()
                    .map_or("–", |one| one.name.as_str()),
                tender.provenance.source,
            ),
        );
    }
    for contract in &project.contracts {
        sheet.say(
            4,
            &format!(
                "合同 contract {}: {} 签订 signed，{}（原文 as sent: {}）→ {} ← {}",
                contract.number,
                contract.signed_on.as_deref().unwrap_or("–"),
                yuan(contract.amount.as_ref()),
                contract.raw_amount.as_deref().unwrap_or("–"),
                contract
                    .supplier
                    .as_ref()
                    .map_or("–", |one| one.name.as_str()),
                contract.provenance.source,
            ),
        );
    }
}

fn reviews_and_assets(project: &Whole, sheet: &mut Sheet) {
    sheet.say_as(Tone::Strong, 2, "评审与资产 reviews and assets");
    for review in &project.reviews {
        let Review {
            kind,
            result,
            reviewed_on,
            provenance,
        } = review;
        let source = &provenance.source;
        sheet.say(4, &format!("{reviewed_on}  {kind} {result} ← {source}"));
    }
    for asset in &project.assets {
        let card = asset.card_number.as_deref().unwrap_or("–");
        let Asset {
            name,
            state,
            registration,
            provenance,
            ..
        } = asset;
        // Where the card came from; of one without a card, where the asset itself did.
        let source = &registration.as_ref().unwrap_or(provenance).source;
        sheet.say(4, &format!("卡片 card {card} {name}（{state}）← {source}"));
    }
}

/// What several say of one day stands on one line.
fn timeline(project: &Whole, sheet: &mut Sheet) {
    sheet.say_as(Tone::Strong, 2, "经过 timeline");
    let told = |one: &Event, next: &Event| {
        (&one.occurred_on, &one.kind) == (&next.occurred_on, &next.kind)
    };
    for together in project.events.chunk_by(told) {
        let event = &together[0];
        let what = event
            .definition
            .as_ref()
            .map_or_else(|| event.kind.clone(), Both::both);
        let sources = together.iter().map(|one| one.provenance.source.as_str());
        let sources: Vec<&str> = sources.collect();
        let day = &event.occurred_on;
        sheet.say(4, &format!("{day}  {what} ← {}", sources.join("、")));
    }
}

/// In which order duties are told, and how many of each kind.
const TOLD: [(&str, &str, Tone, usize); 6] = [
    ("OVERDUE", "逾期 overdue", Tone::Alarm, 4),
    ("BREACHED", "违反 breached", Tone::Alarm, 4),
    ("FULFILLED_LATE", "逾期履行 fulfilled late", Tone::Alarm, 3),
    ("PENDING", "进行中 pending", Tone::Strong, 3),
    ("FULFILLED", "已履行 fulfilled", Tone::Good, 3),
    ("UNDETERMINED", "无法确定 undetermined", Tone::Quiet, 1),
];

fn duties(project: &Whole, sheet: &mut Sheet) {
    sheet.say_as(Tone::Strong, 2, "义务 obligations");
    let of = |status: &str| -> Vec<&Duty> {
        let same = |duty: &&Duty| duty.status == status;
        project.obligations.iter().filter(same).collect()
    };
    let mut left = Vec::new();
    for (status, name, tone, most) in TOLD {
        let mut some = of(status);
        // Those with days have more to tell.
        some.sort_by_key(|duty| duty.last_on.is_none());
        for duty in some.iter().take(most) {
            duty_line(duty, name, tone, sheet);
        }
        if let Some(more) = some.len().checked_sub(most).filter(|more| *more > 0) {
            left.push(format!("{name} {more}"));
        }
    }
    left.push(format!("未触发 not due {}", of("NOT_DUE").len()));
    sheet.say(4, &format!("此外 besides: {}", left.join(" · ")));
    for finding in &project.findings {
        if let (Some(zh), Some(en)) = (&finding.zh, &finding.en) {
            sheet.say_as(Tone::Alarm, 4, &format!("发现 finding: {zh} {en}"));
        }
    }
}

fn duty_line(duty: &Duty, name: &str, tone: Tone, sheet: &mut Sheet) {
    let Some(provision) = &duty.provision else {
        return;
    };
    let mut days = String::new();
    if let Some(last) = &duty.last_on {
        days += &format!("，末日 last day {last}");
    }
    match (&duty.fulfilled_on, duty.days_left) {
        // A warranty elapses by itself; its day lies ahead.
        (Some(end), _) if duty.status == "PENDING" => days += &format!("，期满 elapses {end}"),
        (Some(_), _) if duty.status == "UNDETERMINED" => {}
        (Some(done), _) => days += &format!("，履行 done {done}"),
        (None, Some(left @ 0..)) => days += &format!("，还有 {left} 天 days left"),
        (None, Some(late)) => days += &format!("，已过 {} 天 days late", late.unsigned_abs()),
        (None, None) => {}
    }
    sheet.say_as(tone, 4, &format!("{name}{days}"));
    sheet.say(6, &provision.quoted(100));
    sheet.say_as(Tone::Quiet, 6, &short(&provision.en, 150));
    if matches!(duty.status.as_str(), "OVERDUE" | "BREACHED") {
        for reason in duty.because.iter().filter(|reason| !reason.is_ruling()) {
            sheet.say_as(Tone::Quiet, 8, &format!("因为 because: {}", reason.both()));
        }
    }
}

use async_graphql::{Context, Object};
use serde_json::{Value, json};
use shuniu_hub::law::LocalLaw;
use shuniu_hub::query::FindingRow;

use crate::graphql::definition::Reason;
use crate::graphql::provision::Provision;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Instant, Json};
use crate::graphql::schema::view;
use crate::graphql::set::Member;

/// A finding with those that came into the answer with it.
#[derive(Clone)]
pub(crate) struct Finding(pub(crate) Member<FindingRow>);

/// What a finding holds, or one of the provisions that closed the step it is of.
fn reasons(law: &LocalLaw, of: &Value) -> Vec<Reason> {
    let text = |name: &str| of[name].as_str().unwrap_or_default();
    Reason::worded(law, (text("pack"), text("version")), &of["because"])
}

/// Of a step that was taken past a closed gate, what each provision said against it.
fn all_reasons(law: &LocalLaw, detail: &Value) -> Vec<Reason> {
    match detail["blockers"].as_array() {
        Some(blockers) => blockers.iter().map(|one| of_article(law, one)).collect(),
        None => reasons(law, detail),
    }
}

/// What one provision said against a step, as one: its article, then its reasons.
fn of_article(law: &LocalLaw, blocker: &Value) -> Reason {
    let text = |name: &str| blocker[name].as_str().unwrap_or_default();
    let pack = law.pack_of(text("pack"), text("version"));
    let stands = pack.and_then(|pack| Some((pack, pack.provision(text("provision"))?)));
    let (article, in_english) = stands.map_or_else(
        || (text("provision"), text("provision").to_owned()),
        |(pack, one)| (one.article.as_str(), pack.article_in_english(&one.article)),
    );
    let told = reasons(law, blocker);
    let zh: Vec<&str> = told
        .iter()
        .map(|one| one.zh.trim_end_matches('。'))
        .collect();
    let en: Vec<&str> = told
        .iter()
        .map(|one| one.en.trim_end_matches('.'))
        .collect();
    Reason {
        zh: format!("{article}：{}", zh.join("；")),
        en: format!("{in_english}: {}", en.join("; ")),
    }
}

/// The same with all reasons in words.
fn in_words(law: &LocalLaw, mut detail: Value) -> Value {
    let all = all_reasons(law, &detail);
    if let Some(blockers) = detail.get_mut("blockers").and_then(Value::as_array_mut) {
        for one in blockers {
            one["because"] = json!(reasons(law, one));
        }
    }
    if !all.is_empty() {
        detail["because"] = json!(all);
    }
    detail
}

/// 发现的问题 finding. A rule that was broken or is doubtful.
#[Object]
impl Finding {
    /// 编号 code, unique in the project.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// 中文说明 what was found, in Chinese; null where only particulars are known.
    async fn zh(&self) -> Option<&str> {
        self.0.detail.get("zh")?.as_str()
    }

    /// 英文说明 what was found, in English; null where only particulars are known.
    async fn en(&self) -> Option<&str> {
        self.0.detail.get("en")?.as_str()
    }

    /// 理由 because: why, in order.
    async fn because(&self, ctx: &Context<'_>) -> Answer<Vec<Reason>> {
        let law = view(ctx)?.hub().local_law(self.0.jurisdiction_id);
        Ok(all_reasons(&law, &self.0.detail))
    }

    /// 详情 particulars.
    async fn detail(&self, ctx: &Context<'_>) -> Answer<Json> {
        let law = view(ctx)?.hub().local_law(self.0.jurisdiction_id);
        Ok(Json(in_words(&law, self.0.detail.clone())))
    }

    /// 条款 provision concerned; null where it is none, or none in force.
    async fn provision(&self, ctx: &Context<'_>) -> Answer<Option<Provision>> {
        let hub = view(ctx)?.hub();
        let code = self.0.provision.as_deref();
        Ok(code.and_then(|code| Provision::find(hub, self.0.jurisdiction_id, code)))
    }

    /// 发现时刻 found at (UTC).
    async fn found_at(&self) -> Instant {
        Instant(self.0.found_at)
    }
}

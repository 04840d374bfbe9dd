use anyhow::Result;
use async_graphql::Value;
use unicode_width::UnicodeWidthStr;

use super::choice;
use crate::demo::sheet::{COLUMNS, Sheet, Tone, short};
use crate::demo::start::Demo;
use crate::demo::summary::Summary;

/// Lines of an answer that are shown, and of the last, with which the tour ends.
const LINES: usize = 20;
const LAST_LINES: usize = 60;

/// A query to paste.
struct Sample {
    zh: &'static str,
    en: &'static str,
    /// Whose token.
    pass: &'static str,
    query: String,
}

fn samples(code: &str) -> [Sample; 5] {
    [
        Sample {
            zh: "亭湖数据局：哪些义务逾期最久",
            en: "Tinghu's data bureau: what has been overdue longest",
            pass: "data_bureau_tinghu",
            query: r"{
  obligations(first: 1, filter: {statuses: [OVERDUE]}) {
    totalCount
    nodes {
      project { name unit { name } }
      lastOn daysLeft
      provision { article quote pack { title version } }
    }
  }
}"
            .to_owned(),
        },
        Sample {
            zh: "一个项目单位：我的项目在哪些关口受阻（只看得到本单位的）",
            en: "A project unit: which gates of its projects are closed (it sees its own only)",
            pass: "project_unit_tinghu_1",
            query: r#"{
  me { role organization }
  projects(first: 1, filter: {hasOverdue: true}) {
    totalCount
    nodes {
      name
      stage { zh en }
      gates(names: ["final_acceptance"]) {
        state
        blockers { provision { article quote } because { zh en } }
        needs { fact definition { zh } }
      }
    }
  }
}"#
            .to_owned(),
        },
        Sample {
            zh: "财政局：这笔钱是谁说的，原文是什么",
            en: "The finance bureau: who says this amount, and in which words",
            pass: "finance_tinghu",
            query: format!(
                r#"{{
  project(projectCode: "{code}") {{
    name investment budget
    history(name: "investment_yuan") {{ value standing provenance {{ source recordedAt }} }}
    contracts {{
      number amount rawAmount signedOn supplier {{ name creditCode }}
      provenance {{ source record {{ externalId sourceTime hash }} }}
    }}
  }}
}}"#
            ),
        },
        Sample {
            zh: "巴州数字化发展局：外部系统是否正常，什么在等人",
            en: "Bayingolin's bureau: are the outside systems well, and what waits for a person",
            pass: "data_bureau_bayingolin",
            query: r"{
  connectors { system health { breaker lastFailure } streams { stream observedThrough } }
  quarantine(first: 1) {
    nodes { path reason { code zh } mend { zh } record { stream externalId } }
  }
  matchCandidates(first: 1) {
    nodes { reason { code zh } candidates { likeness project { name } } }
  }
}"
            .to_owned(),
        },
        Sample {
            zh: "四个系统说同一个项目：代码、评审、合同、资产卡片，各自的来源与所履行的义务",
            en: "Four systems on one project: code, reviews, contract and card, whence, and which \
                 duties each fulfilled",
            pass: "data_bureau_tinghu",
            query: format!(
                r#"{{
  project(projectCode: "{code}") {{
    name
    history(name: "project_code") {{
      value
      provenance {{ source record {{ externalId }} }}
      fulfils {{ status provision {{ article }} }}
    }}
    reviews {{
      kind result reviewedOn
      provenance {{ source record {{ externalId }} }}
      fulfils {{ status provision {{ article }} }}
    }}
    contracts {{
      number amount signedOn
      provenance {{ source record {{ externalId }} }}
      fulfils {{ status provision {{ article }} }}
    }}
    assets {{
      cardNumber name
      registration {{ source recordedAt record {{ externalId }} }}
      provenance {{ source record {{ externalId }} }}
      fulfils {{ status provision {{ article }} }}
    }}
  }}
}}"#
            ),
        },
    ]
}

/// Five queries to paste, with their answers.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(7, "五个可直接粘贴的查询", "Five queries, ready to paste");
    sheet.say(
        2,
        "答复由本进程刚刚给出，过长处截短。The answers were given by this process just now; what is \
         too long is cut and marked …",
    );
    let url = format!("http://{}/graphql", demo.config.server.listen);
    let code = choice::chosen(demo).await?.unwrap_or_default();
    let samples = samples(&code);
    let last = samples.len();
    for (number, sample) in (1..).zip(samples) {
        // Without projects there are no units to stand for.
        let known = demo.passes.iter().any(|pass| pass.name == sample.pass);
        let pass = if known { sample.pass } else { "viewer" };
        let token = demo.pass(pass)?;
        let answer = demo.window.get(token, &sample.query).await?;
        let answered = matches!(&answer, Value::Object(fields)
            if !fields.contains_key("errors") && fields.contains_key("data"));
        summary.queries_answered.push(answered);
        sheet.verbatim("");
        sheet.say_as(
            Tone::Strong,
            0,
            &format!("({number}) {} · {}", sample.zh, sample.en),
        );
        sheet.verbatim(&format!("curl -sG {url} \\"));
        let header = demo.folder.header(pass);
        sheet.verbatim(&format!("  -H @{} \\", header.display()));
        sheet.verbatim(&format!("  --data-urlencode 'query={}'", sample.query));
        let mut lines = Vec::new();
        lay_out(&answer, 0, "", "", &mut lines)?;
        let shown = if number == last { LAST_LINES } else { LINES };
        for line in lines.iter().take(shown) {
            sheet.verbatim_as(Tone::Quiet, &short(line, 100));
        }
        if let Some(rest) = lines.len().checked_sub(shown).filter(|rest| *rest > 0) {
            sheet.say(
                0,
                &format!(
                    "… 答复另有 {rest} 行，此处略去。{rest} more lines of the answer left out."
                ),
            );
        }
    }
    Ok(())
}

/// Writes an answer so that whatever fits a line stands on one.
fn lay_out(
    value: &Value,
    indent: usize,
    lead: &str,
    end: &str,
    lines: &mut Vec<String>,
) -> Result<()> {
    let margin = " ".repeat(indent);
    let flat = serde_json::to_string(value)?;
    if indent + lead.width() + flat.width() + end.len() <= COLUMNS {
        lines.push(format!("{margin}{lead}{flat}{end}"));
        return Ok(());
    }
    let last = |at: usize, len: usize| if at + 1 == len { "" } else { "," };
    match value {
        Value::Object(fields) => {
            lines.push(format!("{margin}{lead}{{"));
            for (at, (name, value)) in fields.iter().enumerate() {
                let lead = format!("\"{name}\": ");
                lay_out(value, indent + 2, &lead, last(at, fields.len()), lines)?;
            }
            lines.push(format!("{margin}}}{end}"));
        }
        Value::List(values) => {
            lines.push(format!("{margin}{lead}["));
            for (at, value) in values.iter().enumerate() {
                lay_out(value, indent + 2, "", last(at, values.len()), lines)?;
            }
            lines.push(format!("{margin}]{end}"));
        }
        // A long text: cut where it is shown.
        _ => lines.push(format!("{margin}{lead}{flat}{end}")),
    }
    Ok(())
}

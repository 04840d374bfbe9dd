use anyhow::Result;
use shuniu_hub::ledger::verify;

use crate::demo::sheet::{Sheet, Tone};
use crate::demo::start::Demo;
use crate::demo::summary::Summary;

/// That the ledger holds, and who may come in.
pub(super) async fn show(demo: &Demo, summary: &mut Summary, sheet: &mut Sheet) -> Result<()> {
    sheet.heading(6, "台账与令牌", "The ledger, and tokens");
    summary.ledger_holds = true;
    for place in demo.hub.known_jurisdictions().iter() {
        let report = verify(&demo.hub.reader(), demo.hub.seal(), place.id, &[]).await?;
        summary.ledger_entries += report.entries;
        let (name, entries) = (&place.setup.name, report.entries);
        match report.breach {
            None => sheet.say_as(
                Tone::Good,
                2,
                &format!(
                    "{name}：{entries} 条，逐条核对杂凑链与签名，完好。{entries} entries, chain and \
                     signature verified."
                ),
            ),
            Some(breach) => {
                summary.ledger_holds = false;
                sheet.say_as(
                    Tone::Alarm,
                    2,
                    &format!("{name}：第 {} 条不成立 does not hold: {breach:?}", breach.seq()),
                );
            }
        }
    }
    let settings = demo.folder.settings();
    // Whoever ran this by cargo has no `shuniu` on the path.
    sheet.say_as(Tone::Quiet, 2, "自行核对 check it yourself:");
    let this = std::env::current_exe().unwrap_or_else(|_| "shuniu".into());
    sheet.verbatim(&format!(
        "{} ledger verify --config {}",
        this.display(),
        settings.display()
    ));
    sheet.verbatim("");
    let rows: Vec<Vec<String>> = demo
        .passes
        .iter()
        .map(|pass| {
            let own = pass.organization.clone();
            vec![
                pass.name.clone(),
                pass.role().to_owned(),
                own.unwrap_or_else(|| pass.jurisdictions.join(" ")),
            ]
        })
        .collect();
    sheet.table(&["令牌 token", "角色 role", "范围 reach"], &rows);
    sheet.say(
        2,
        &format!(
            "令牌在 {}，有效三十天，每次启动更新；curl 用的请求头在 {}。The tokens hold for thirty \
             days and are renewed at every start; header files for curl lie beside them.",
            demo.folder.tokens().display(),
            demo.folder.header("NAME").display()
        ),
    );
    Ok(())
}

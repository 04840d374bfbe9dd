use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::demo::folder::write_secret;
use crate::demo::place::PLACES;
use crate::demo::sheet::Sheet;
use crate::demo::start::Demo;
use crate::demo::summary::Summary;

const CREATE: &str = r"
mutation Subscribe($input: CreateCalendarInput!) { createCalendar(input: $input) { path } }";

#[derive(Deserialize)]
struct Created {
    path: Option<String>,
}

/// Where the first county's duties are subscribed to; without projects there are none.
pub(super) async fn show(demo: &Demo, summary: &Summary, sheet: &mut Sheet) -> Result<()> {
    if summary.projects == 0 {
        return Ok(());
    }
    let kept = demo.folder.calendar();
    let path = path(demo).await?;
    // It may listen elsewhere than the last time.
    let address = format!("http://{}{path}", demo.config.server.listen);
    write_secret(&kept, &format!("{address}\n"))?;
    sheet.verbatim("");
    sheet.say(
        2,
        "到期日可订阅到日历（Outlook、WPS、手机），无需令牌，可随时撤销；地址在下面的文件里。Due dates \
         as a calendar to subscribe to, without a token, revocable; its address is in this file:",
    );
    sheet.verbatim(&format!("curl -s \"$(cat {})\"", kept.display()));
    Ok(())
}

/// The path that an earlier start has left, while it opens something; else a new one.
async fn path(demo: &Demo) -> Result<String> {
    if let Ok(address) = fs::read_to_string(demo.folder.calendar())
        && let Some((_, credential)) = address.trim().split_once("?token=")
        && demo.hub.open_calendar(credential).await?.is_some()
    {
        return Ok(format!("/calendar.ics?token={credential}"));
    }
    let [first, ..] = PLACES;
    let token = demo.pass(&format!("data_bureau_{}", first.key))?;
    let name = format!("{} 义务到期", first.zh);
    let input = json!({"input": {"jurisdiction": first.region, "name": name}});
    let created: Created = demo
        .window
        .ask(token, CREATE, input, "createCalendar")
        .await?;
    created.path.context("the hub gave no address")
}

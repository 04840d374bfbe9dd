use shuniu_hub::sync::Counts;

use crate::demo::place::Place;
use crate::demo::sheet::{Sheet, Tone};
use crate::demo::summary::{Arrival, HandedOver, Summary};

/// What came in, by place and system.
pub(super) fn show(summary: &Summary, sheet: &mut Sheet) {
    sheet.heading(1, "同步收到了什么", "What came in");
    let heads = [
        "来源 source",
        "收到",
        "合并",
        "未变",
        "待认领",
        "隔离",
        "拒收",
    ];
    let mut rows = Vec::new();
    let mut place = "";
    for together in summary.arrivals.chunk_by(is_of_one_system) {
        let one = &together[0];
        if place != one.region {
            place = &one.region;
            let named = Place::of(place).map_or(place.to_owned(), |place| {
                format!("{} {}", place.zh, place.en)
            });
            rows.push(vec![named]);
        }
        let mut counts = Counts::default();
        together.iter().for_each(|one| counts.add(one.counts));
        let streams: Vec<&str> = together.iter().map(|one| stream(&one.stream)).collect();
        let source = format!("  {} · {}", system(&one.system), streams.join("、"));
        let numbers = [
            counts.received,
            counts.merged,
            counts.unchanged,
            counts.unmatched,
            counts.quarantined,
            counts.refused,
        ];
        let numbers = numbers.iter().map(ToString::to_string);
        rows.push(std::iter::once(source).chain(numbers).collect());
    }
    sheet.table(&heads, &rows);
    sheet.say_as(
        Tone::Quiet,
        2,
        "收到 received · 合并 merged · 未变 unchanged · 待认领 for review · 隔离 set aside · 拒收 refused",
    );
    let received: i64 = summary.arrivals.iter().map(|one| one.counts.received).sum();
    let rate = rate(received, summary.sync_ms);
    let taken = seconds(summary.sync_ms);
    sheet.say(
        2,
        &format!("共 {received} 条，{taken} 秒{rate}。{received} records in {taken} s."),
    );
    let (before, after) = (summary.projects_before, summary.projects);
    sheet.say(
        2,
        &format!(
            "项目由 {before} 个增至 {after} 个。The hub went from {before} to {after} projects."
        ),
    );
    let (files, entries) = (summary.attested_projects, summary.attested);
    let taken = seconds(summary.attest_ms);
    let said = if summary.fresh {
        format!(
            "各地数据主管部门经命令录入 {files} 个项目的材料，共 {entries} 项（{taken} 秒）。The data \
             bureaus entered the files of {files} projects by commands: {entries} values and papers."
        )
    } else {
        format!(
            "{files} 个项目的材料共 {entries} 项，已录入的不重复录入。The files of {files} projects \
             hold {entries} values and papers; what was entered before is not entered again."
        )
    };
    sheet.say(2, &said);
    let payments = summary.payments;
    if payments > 0 {
        sheet.say(
            2,
            &format!(
                "各地支付台账（CSV，见演示文件夹 ledgers/）经导入收到 {payments} 笔支付。Payment ledgers, as \
                 CSV files in the demo's folder, brought {payments} payments in."
            ),
        );
    }
    let HandedOver {
        accepted,
        waiting,
        rejected,
    } = summary.handed_over;
    if accepted + waiting + rejected > 0 {
        sheet.say(
            2,
            &format!(
                "枢纽向外递交（项目登记、资产卡片）：受理 {accepted} 件，待决定 {waiting} 件，退回 \
                 {rejected} 件。Handed over to outside systems (registrations, asset cards): \
                 {accepted} accepted, {waiting} to be decided, {rejected} turned down."
            ),
        );
    }
    let refused: i64 = summary.arrivals.iter().map(|one| one.counts.refused).sum();
    if refused > 0 {
        sheet.say_as(
            Tone::Quiet,
            2,
            &format!(
                "拒收 {refused} 条：标为涉密，内容未予保存。{refused} refused: marked classified, no \
                 content kept."
            ),
        );
    }
}

fn rate(received: i64, millis: u64) -> String {
    let per_second = u64::try_from(received * 1000).ok();
    match per_second.and_then(|records| records.checked_div(millis)) {
        Some(rate) if rate > 0 => format!("（每秒 {rate} 条 {rate}/s）"),
        _ => String::new(),
    }
}

fn seconds(millis: u64) -> String {
    format!("{}.{}", millis / 1000, millis % 1000 / 100)
}

fn is_of_one_system(one: &Arrival, next: &Arrival) -> bool {
    (&one.region, &one.system) == (&next.region, &next.system)
}

fn system(name: &str) -> &str {
    match name {
        "investment_approval" => "投资审批监管平台",
        "trading_centre" => "公共资源交易中心",
        "municipal_projects" => "市级项目管理系统",
        "asset_cloud" => "资产云",
        "data_sharing" => "共享交换平台",
        other => other,
    }
}

fn stream(name: &str) -> &str {
    match name {
        "approvals" => "审批",
        "tenders" => "招标",
        "awards" => "中标",
        "contracts" => "合同",
        "plan_items" => "年度计划",
        "reviews" => "评审",
        "allocations" => "资源",
        "asset_changes" => "资产变动",
        "catalog_entries" => "目录",
        "connections" => "接入",
        "deliveries" => "共享",
        other => other,
    }
}

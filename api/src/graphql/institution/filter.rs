use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use shuniu_hub::query::{InstitutionFilter, InstitutionObligationFilter};

use crate::graphql::id::{Kind, keys_of};
use crate::graphql::obligation::{ObligationStatus, responsible};
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::{Date, RegionCode, regions};

/// 机构义务筛选条件 institution obligation filter. Conditions add up; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "InstitutionObligationFilter")]
pub(crate) struct InstitutionObligationFilterInput {
    /// 辖区 jurisdictions. Region codes that the token reaches; others are refused.
    jurisdictions: Option<Vec<RegionCode>>,
    /// 项目单位 units, by global id.
    units: Option<Vec<ID>>,
    /// 主管部门 bureaus: only what bureaus owe, or only what units owe.
    bureaus: Option<bool>,
    /// 状态 statuses on `asOf`.
    statuses: Option<Vec<ObligationStatus>>,
    /// 状态所问之日 as of: the day on which the status is asked; today if left out.
    as_of: Option<Date>,
    /// 末日不早于 due from: only those whose last day is this or later.
    due_from: Option<Date>,
    /// 末日不晚于 due to: only those whose last day is this or earlier.
    due_to: Option<Date>,
    /// 条款 provisions, by code.
    provisions: Option<Vec<String>>,
    /// 法规 packs, by id.
    packs: Option<Vec<String>>,
    /// 责任方 responsible: only by provisions that bind any of these roles of the packs, such as `project_unit` or `data_bureau`.
    responsible: Option<Vec<String>>,
    /// 我的义务 mine: only by provisions that bind the caller, by its role and body; none for a role that only looks.
    mine: Option<bool>,
}

/// 机构报告筛选条件 institution report filter. Conditions add up; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "InstitutionReportFilter")]
pub(crate) struct InstitutionReportFilterInput {
    /// 辖区 jurisdictions. Region codes that the token reaches; others are refused.
    jurisdictions: Option<Vec<RegionCode>>,
    /// 项目单位 units, by global id.
    units: Option<Vec<ID>>,
    /// 主管部门 bureaus: only reports of bureaus, or only those of units.
    bureaus: Option<bool>,
}

impl InstitutionObligationFilterInput {
    pub(crate) fn read(self, today: NaiveDate) -> Answer<InstitutionObligationFilter> {
        let statuses = self.statuses.unwrap_or_default().into_iter();
        Ok(InstitutionObligationFilter {
            of: of(self.jurisdictions, self.units, self.bureaus)?,
            statuses: statuses.map(Into::into).collect(),
            day: self.as_of.map_or(today, |day| day.0),
            due_from: self.due_from.map(|day| day.0),
            due_to: self.due_to.map(|day| day.0),
            provisions: self.provisions.unwrap_or_default(),
            packs: self.packs.unwrap_or_default(),
            responsible: responsible(self.responsible, self.mine)?,
        })
    }
}

impl InstitutionReportFilterInput {
    pub(super) fn read(self) -> Answer<InstitutionFilter> {
        of(self.jurisdictions, self.units, self.bureaus)
    }
}

fn of(
    jurisdictions: Option<Vec<RegionCode>>,
    units: Option<Vec<ID>>,
    bureaus: Option<bool>,
) -> Answer<InstitutionFilter> {
    Ok(InstitutionFilter {
        regions: regions(jurisdictions),
        units: keys_of(Kind::Organization, "filter.units", units)?,
        bureaus,
    })
}

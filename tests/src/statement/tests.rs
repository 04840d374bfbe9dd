use super::violations;

fn holds(sql: &str) {
    assert_eq!(violations(sql), [""; 0], "{sql}");
}

fn breaks(sql: &str, what: &str) {
    let found = violations(sql);
    assert!(
        found.iter().any(|one| one.contains(what)),
        "{found:?} for {sql}"
    );
}

#[test]
fn a_bound_query_holds() {
    holds(
        r#"SELECT "project"."jurisdiction_id", "project"."id" FROM "project" WHERE "project"."jurisdiction_id" = $1 AND "project"."id" IN ($2, $3)"#,
    );
    holds(
        r#"SELECT "project"."id" FROM "project" WHERE ("project"."jurisdiction_id", "project"."id") IN (($1, $2), ($3, $4)) FOR UPDATE"#,
    );
    holds(
        r#"SELECT "ledger"."seq" FROM "ledger" WHERE "ledger"."jurisdiction_id" IN ($1, $2) ORDER BY "ledger"."seq" ASC LIMIT $3"#,
    );
    holds(r#"SELECT "project"."id" FROM "project" WHERE 1 = 0"#);
    holds(
        r#"UPDATE "ledger_head" SET "seq" = "seq" + $1 WHERE "jurisdiction_id" = $2 RETURNING "seq", "hash""#,
    );
    holds(r#"DELETE FROM "finding" WHERE "finding"."jurisdiction_id" = ?"#);
    holds(r#"SELECT count(*) FROM "project" p WHERE p."jurisdiction_id" = ?"#);
    holds(r#"SELECT "lease"."name" FROM "lease" WHERE "lease"."lease_until" < $1"#);
}

#[test]
fn an_insert_holds_when_it_lists_the_jurisdiction() {
    holds(
        r#"INSERT INTO "project" ("jurisdiction_id", "id") VALUES ($1, $2) ON CONFLICT ("jurisdiction_id", "id") DO UPDATE SET "name" = "excluded"."name""#,
    );
    breaks(
        r#"INSERT INTO "project" ("id") VALUES ($1)"#,
        "project is not bound",
    );
    breaks(
        r#"INSERT INTO "project" ("jurisdiction_id") VALUES ((SELECT "id" FROM "jurisdiction"))"#,
        "subselect",
    );
}

#[test]
fn an_unbound_alias_is_found_wherever_it_stands() {
    breaks(
        r#"SELECT "project"."jurisdiction_id" FROM "project" WHERE "project"."id" = $1"#,
        "project is not bound",
    );
    breaks(
        r#"SELECT "p"."id" FROM "project" AS "p" JOIN "contract" AS "c" ON "c"."project_id" = "p"."id" WHERE "p"."jurisdiction_id" = $1"#,
        "c is not bound",
    );
    holds(
        r#"SELECT "p"."id" FROM "project" AS "p" JOIN "contract" AS "c" ON "c"."jurisdiction_id" = "p"."jurisdiction_id" AND "c"."project_id" = "p"."id" WHERE "p"."jurisdiction_id" = $1"#,
    );
    breaks(
        r#"SELECT "id" FROM "contract" WHERE "jurisdiction_id" = $1 AND "project_id" IN (SELECT "id" FROM "project" WHERE "name" = $2)"#,
        "project is not bound",
    );
    breaks(
        r#"SELECT "p"."id" FROM "project" "p", "tender" "t" WHERE "p"."jurisdiction_id" = $1"#,
        "t is not bound",
    );
    breaks(
        r#"UPDATE "project" SET "jurisdiction_id" = $1 WHERE "id" = $2"#,
        "project is not bound",
    );
    breaks(
        r#"SELECT "seq" FROM "ledger" WHERE "seq" > $1 ORDER BY CASE WHEN "jurisdiction_id" = $2 THEN "seq" ELSE 0 END"#,
        "ledger is not bound",
    );
    breaks(
        r#"SELECT "jurisdiction_id" = $1 FROM "ledger" WHERE "seq" > $2"#,
        "ledger is not bound",
    );
    breaks(
        r#"DELETE FROM "finding" WHERE "project_id" = $1"#,
        "finding is not bound",
    );
    breaks(
        r#"SELECT "id" FROM "outbox" WHERE "state" = $1 FOR UPDATE"#,
        "outbox is not bound",
    );
}

#[test]
fn what_no_statement_may_hold_is_found() {
    let bound = r#"FROM "project" WHERE "project"."jurisdiction_id" = $1"#;
    breaks(&format!("SELECT * {bound}"), "SELECT *");
    breaks(&format!(r#"SELECT "project".* {bound}"#), "SELECT t.*");
    breaks(
        &format!(r#"SELECT "id" {bound} FOR UPDATE SKIP LOCKED"#),
        "SKIP LOCKED",
    );
    breaks(
        &format!(r#"SELECT "id" {bound} AND "created_at" < now()"#),
        "clock",
    );
    breaks(
        &format!(r#"SELECT "id" {bound} AND "created_at" < CURRENT_TIMESTAMP"#),
        "clock",
    );
    breaks(
        &format!(r#"SELECT "id" {bound} ORDER BY random()"#),
        "random()",
    );
    breaks(
        &format!(r#"SELECT "stage" {bound} GROUP BY ROLLUP ("stage")"#),
        "ROLLUP",
    );
    breaks(
        r#"INSERT INTO "lease" ("name") VALUES ($1) ON CONFLICT ON CONSTRAINT "lease_pkey" DO NOTHING"#,
        "ON CONSTRAINT",
    );
    breaks(r#"MERGE INTO "lease" USING "x" ON true"#, "MERGE");
    holds(&format!(r#"SELECT 'now() SKIP LOCKED *' {bound}"#));
}

#[test]
fn registers_and_control_tables_are_not_joined() {
    breaks(
        r#"SELECT "p"."id" FROM "project" "p" JOIN "project_code" "c" ON "c"."code" = "p"."project_code" WHERE "p"."jurisdiction_id" = $1"#,
        "project_code is joined",
    );
    holds(r#"SELECT "code" FROM "project_code" WHERE "code" IN ($1, $2)"#);
}

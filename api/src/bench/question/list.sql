WITH place(id) AS (VALUES {places}),
page AS (
    SELECT p.jurisdiction_id, p.id, p.name, p.project_code, p.budget_fen, p.stage, p.unit_id, p.unstarted_set,
        p.updated_at
--postgres FROM place CROSS JOIN LATERAL (
--postgres     SELECT * FROM project q WHERE q.jurisdiction_id = place.id
--postgres     ORDER BY q.updated_at DESC, q.id DESC LIMIT 51) p
--sqlite   FROM place JOIN project p ON p.jurisdiction_id = place.id AND p.id IN (
--sqlite       SELECT q.id FROM project q WHERE q.jurisdiction_id = place.id
--sqlite       ORDER BY q.updated_at DESC, q.id DESC LIMIT 51)
    ORDER BY p.updated_at DESC, p.id DESC, p.jurisdiction_id DESC
    LIMIT 51
),
shown AS (SELECT * FROM page ORDER BY updated_at DESC, id DESC, jurisdiction_id DESC LIMIT 50)
SELECT {object}('projects', {object}(
    'nodes', {json}(coalesce((
        SELECT {list}({object}(
            'name', p.name, 'projectCode', p.project_code, 'budget', {yuan p.budget_fen},
            'stage', {object}('name', p.stage),
            'unit', {json}((SELECT {object}('name', o.name) FROM organization o
                WHERE o.jurisdiction_id = p.jurisdiction_id AND o.id = p.unit_id)),
            'contracts', {json}(coalesce((
                SELECT {list}({object}('number', c.number, 'name', c.name, 'amount', {yuan c.amount_fen},
                    'signedOn', c.signed_on) ORDER BY c.id)
                FROM contract c WHERE c.jurisdiction_id = p.jurisdiction_id AND c.project_id = p.id), {none})),
            'obligations', {json}(coalesce((
                SELECT {list}({object}('provisionCode', d.provision, 'status', d.status,
                    'dueOn', d.due_on, 'lastOn', d.last_on) ORDER BY d.last_on NULLS FIRST, d.provision, d.id)
                FROM (
                    SELECT d.provision, {status d} AS status, d.due_on, d.last_on, d.id
                    FROM obligation d WHERE d.jurisdiction_id = p.jurisdiction_id AND d.project_id = p.id
                    UNION ALL
                    SELECT u.provision, {unstarted u}, NULL, NULL, NULL
                    FROM unstarted_obligation u
                    WHERE u.jurisdiction_id = p.jurisdiction_id AND u.set_id = p.unstarted_set) d), {none}))
        ) ORDER BY p.updated_at DESC, p.id DESC, p.jurisdiction_id DESC) FROM shown p), {none})),
    'pageInfo', {object}('hasNextPage', {flag (SELECT COUNT(*) > 50 FROM page)})
))

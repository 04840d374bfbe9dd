WITH place(id) AS (VALUES {places}),
page AS (
--postgres SELECT d.* FROM place CROSS JOIN LATERAL (
--postgres     (SELECT * FROM obligation q WHERE q.jurisdiction_id = place.id AND q.fulfilled_on IS NULL
--postgres         AND q.last_on < {today} AND {status q} = 'OVERDUE' ORDER BY q.last_on, q.id LIMIT 51)
--postgres     UNION ALL
--postgres     (SELECT * FROM obligation q WHERE q.jurisdiction_id = place.id AND q.fulfilled_on > q.last_on
--postgres         AND q.last_on < {today} AND {status q} = 'OVERDUE' ORDER BY q.last_on, q.id LIMIT 51)) d
--sqlite   SELECT d.* FROM place CROSS JOIN obligation d ON d.jurisdiction_id = place.id
--sqlite       WHERE d.last_on < {today} AND {status d} = 'OVERDUE'
    ORDER BY last_on, id, jurisdiction_id
    LIMIT 51
),
shown AS (SELECT * FROM page ORDER BY last_on, id, jurisdiction_id LIMIT 50)
SELECT {object}('obligations', {object}(
    'nodes', {json}(coalesce((
        SELECT {list}({object}(
            'provisionCode', d.provision, 'status', {status d}, 'dueOn', d.due_on, 'lastOn', d.last_on,
            'unit', {json}((SELECT {object}('name', o.name) FROM organization o
                WHERE o.jurisdiction_id = d.jurisdiction_id AND o.id = d.unit_id)),
            'project', {json}((SELECT {object}('name', p.name, 'projectCode', p.project_code) FROM project p
                WHERE p.jurisdiction_id = d.jurisdiction_id AND p.id = d.project_id))
        ) ORDER BY d.last_on, d.id, d.jurisdiction_id) FROM shown d), {none})),
    'pageInfo', {object}('hasNextPage', {flag (SELECT COUNT(*) > 50 FROM page)})
))

WITH place(id) AS (VALUES {places}),
page AS (
    SELECT p.jurisdiction_id, p.id, p.name, p.project_code, p.stage, p.updated_at
--postgres FROM place CROSS JOIN LATERAL (
--postgres     SELECT * FROM project q WHERE q.jurisdiction_id = place.id AND q.name_folded LIKE '%' || {text} || '%'
--postgres     ORDER BY q.updated_at DESC, q.id DESC LIMIT 21) p
--sqlite   FROM place JOIN project p ON p.jurisdiction_id = place.id AND p.id IN (
--sqlite       SELECT q.id FROM project q WHERE q.jurisdiction_id = place.id AND q.name_folded LIKE '%' || {text} || '%'
--sqlite       ORDER BY q.updated_at DESC, q.id DESC LIMIT 21)
    ORDER BY p.updated_at DESC, p.id DESC, p.jurisdiction_id DESC
    LIMIT 21
),
shown AS (SELECT * FROM page ORDER BY updated_at DESC, id DESC, jurisdiction_id DESC LIMIT 20)
SELECT {object}('projects', {object}(
    'nodes', {json}(coalesce((
        SELECT {list}({object}('name', p.name, 'projectCode', p.project_code, 'stage', {object}('name', p.stage))
            ORDER BY p.updated_at DESC, p.id DESC, p.jurisdiction_id DESC) FROM shown p), {none})),
    'pageInfo', {object}('hasNextPage', {flag (SELECT COUNT(*) > 20 FROM page)})
))

WITH place(id) AS (VALUES {places}),
page AS (
    SELECT p.jurisdiction_id, p.id, p.name, p.project_code, p.stage, p.updated_at
    FROM place
    JOIN project_bigram b ON b.jurisdiction_id = place.id AND b.bigram = substr({text}, 1, 2)
    JOIN project p ON p.jurisdiction_id = b.jurisdiction_id AND p.id = b.project_id
    WHERE p.name_folded LIKE '%' || {text} || '%'
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

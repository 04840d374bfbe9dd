SELECT {object}(
    'projects', {object}('totalCount', (SELECT COUNT(*) FROM project WHERE jurisdiction_id IN ({list of places}))),
    'obligations', {object}('totalCount', (
        SELECT COUNT(*) FROM obligation d WHERE d.jurisdiction_id IN ({list of places})
        AND d.last_on < {today} AND {status d} = 'OVERDUE')))

import { EVERYBODY, OTHERS, OTHERS_US, orNone, preferred } from './preference.ts';

const IN_SLICE = 'viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}';

/**
 * One row a viewer of some titles that lies in a slice: the viewer's row of a title (o), with their plan and, as `liked`,
 * what they prefer when the title is left out ([''] for nothing). Over the parameters `titles`, `leftOut` (the same titles),
 * `fromViewer` and `toViewer`.
 *
 * @param columns of `scratch_audience_pair`, and what follows from them and from `plan` and `liked`.
 */
export const membersOf = (columns: string, pair: string) => `(
  WITH ${OTHERS} AS others, ${preferred('others', OTHERS_US)} AS preferences
  SELECT o.title AS title, o.viewer AS viewer, toString(v.plan) AS plan, ${orNone('preferences')} AS liked, ${columns}
  FROM (SELECT viewer, plan, genres, recent_us FROM scratch_audience_viewer WHERE ${IN_SLICE}) AS v
  INNER JOIN (
    SELECT toString(title) AS title, viewer, recent_ms, ${pair}
    FROM scratch_audience_pair WHERE title IN {titles:Array(String)} AND ${IN_SLICE}
  ) AS o ON o.viewer = v.viewer
  INNER JOIN ${EVERYBODY} AS e ON e.left_out = o.title
)`;

// The jobs of a group as the list asks for them.
import type { JobListQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import type { ListState } from '../../ui/list-state';
import { PHASES } from './phase';

const ListDocument = graphql(`
  query JobList($where: PhJobWhereInput, $page: Int, $pageSize: Int, $orderBy: PhJobOrderByInput) {
    phJobsConnection(where: $where, page: $page, pageSize: $pageSize, orderBy: $orderBy) {
      totalCount
      countByPhase {
        phase
        count
      }
      edges {
        node {
          id
          displayName
          phase
          summary
          schedule
          scheduleName
          userName
          createTime
          startTime
          finishTime
          durationSeconds
          queue {
            position
            length
          }
          instanceType {
            name
            cpuLimit
            memoryLimit
            gpuLimit
          }
        }
      }
    }
  }
`);

export type JobConnection = JobListQuery['phJobsConnection'];
export type JobRow = NonNullable<JobConnection['edges'][number]>['node'];

export const rowsOf = (data: JobListQuery | undefined) => data && nodes(data.phJobsConnection.edges);

/** The parameters of the address that narrow the list. */
export const FILTERS = ['phase', 'period', 'mine', 'schedule'];

export const NEWEST_FIRST = { column: 'createTime', direction: 'desc' } as const;

const HOUR = 60 * 60 * 1000;

export function listQuery(list: ListState, groupId: string, pageSize: number, now: number) {
  const phase = PHASES.find((name) => name === list.filter('phase'));
  const days = Number(list.filter('period'));
  const { column, direction } = list.order ?? NEWEST_FIRST;
  const where = {
    groupId_in: [groupId],
    search: list.keyword || undefined,
    phase_in: phase && [phase],
    mine: list.filter('mine') === '1' || undefined,
    schedule: list.filter('schedule'),
    // In whole hours, so that the list is not another one with every second.
    createdAfter: days > 0 ? new Date(Math.floor(now / HOUR - days * 24) * HOUR).toISOString() : undefined,
  };
  return apiQuery(ListDocument, { where, page: list.page, pageSize, orderBy: { [column]: direction } }, ['job']);
}

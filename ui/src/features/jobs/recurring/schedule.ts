// One recurring job with all its pages show.
import type { ScheduleDetailQuery } from '../../../api/generated/graphql';
import { graphql } from '../../../api/graphql';
import { apiQuery } from '../../../api/query';

const DetailDocument = graphql(`
  query ScheduleDetail($id: ID!, $runs: Int!) {
    phSchedule(where: { id: $id }) {
      id
      displayName
      command
      userName
      invalid
      message
      paused
      nextRunTime
      nextRunTimes
      createTime
      updateTime
      activeDeadlineSeconds
      priority
      image
      imageDetail {
        displayName
      }
      instanceTypeName
      instanceType {
        cpuLimit
        memoryLimit
        gpuLimit
      }
      recurrence {
        type
        cron
        timezone
        systemTimezone
      }
      runCount
      runs(first: $runs) {
        id
        plannedAt
        at
        outcome
        trigger
        reason
        by
        job {
          id
          phase
          durationSeconds
        }
      }
    }
  }
`);

/** `runs`: how many of the newest. */
export const scheduleQuery = (id: string, runs: number) => apiQuery(DetailDocument, { id, runs }, ['schedule', 'job']);

export type Schedule = ScheduleDetailQuery['phSchedule'];
export type Run = Schedule['runs'][number];

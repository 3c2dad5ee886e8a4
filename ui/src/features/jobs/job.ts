// One job with all its page shows.
import type { JobDetailQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const DetailDocument = graphql(`
  query JobDetail($id: ID!) {
    phJob(where: { id: $id }) {
      id
      displayName
      command
      phase
      message
      summary
      userName
      schedule
      scheduleName
      createTime
      startTime
      finishTime
      logEndpoint
      hasLog
      activeDeadlineSeconds
      priority
      deadlineAt
      queuedSeconds
      durationSeconds
      exitCode
      requeues
      cancelledBy
      image
      imageDetail {
        displayName
        name
      }
      instanceType {
        name
        cpuLimit
        memoryLimit
        gpuLimit
      }
      group {
        id
        name
        displayName
      }
      failure {
        message
        code
        nextStep
        detail
        lastLines
      }
      queue {
        position
        length
        reason
        usedBy {
          id
          kind
          name
          userName
          cpu
          memory
          gpu
        }
      }
      launch {
        id
        stages {
          name
          state
          startedAt
          finishedAt
          percent
          doneBytes
          totalBytes
          detail
          estimateSeconds
        }
      }
    }
  }
`);

export const jobQuery = (id: string) => apiQuery(DetailDocument, { id }, ['job']);

export type JobDetail = JobDetailQuery['phJob'];

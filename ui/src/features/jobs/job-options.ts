// What the form for jobs and recurring jobs offers, from the server.
import type { JobOptionsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const OptionsDocument = graphql(`
  query JobOptions($groupId: ID!) {
    jobOptions(groupId: $groupId) {
      instanceTypes {
        fits
        never
        reason
        instanceType {
          id
          name
          displayName
          description
          cpuLimit
          memoryLimit
          gpuLimit
        }
      }
      images {
        owner
        selectable
        reason
        image {
          id
          name
          displayName
          description
          type
          readiness {
            state
            percent
            message
          }
        }
      }
      userQuota {
        cpu {
          used
          limit
        }
        memory {
          used
          limit
        }
        gpu {
          used
          limit
        }
      }
      groupQuota {
        cpu {
          used
          limit
        }
        memory {
          used
          limit
        }
        gpu {
          used
          limit
        }
      }
      mounts {
        path
        title
        detail
        writable
      }
      defaultDeadlineSeconds
      timezone
      timezones
      queueLength
      maxCommandBytes
      maxPriority
      artifactLimitMb
      artifactLimitFiles
      artifactRetentionSeconds
    }
    group(where: { id: $groupId }) {
      id
      workloads {
        id
        kind
        name
        userName
        cpu
        memory
        gpu
        phase
      }
    }
  }
`);

export const jobOptionsQuery = (groupId: string) =>
  apiQuery(OptionsDocument, { groupId }, ['job', 'notebook', 'group', 'image', 'instanceType']);

export type JobOptions = JobOptionsQuery['jobOptions'];
export type Workload = NonNullable<JobOptionsQuery['group']>['workloads'][number];

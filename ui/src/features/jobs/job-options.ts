// What the form for jobs and recurring jobs offers, from the server.
import type { JobOptionsQuery } from '../../api/generated/graphql';
import { graphql, withFragments } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { ImageOptionFields, QuotaFields, TypeOptionFields } from '../workload/fields';

const OptionsDocument = withFragments(
  graphql(`
    query JobOptions($groupId: ID!) {
      jobOptions(groupId: $groupId) {
        instanceTypes {
          ...TypeOptionFields
        }
        images {
          ...ImageOptionFields
        }
        userQuota {
          ...QuotaFields
        }
        groupQuota {
          ...QuotaFields
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
  `),
  QuotaFields,
  TypeOptionFields,
  ImageOptionFields,
);

export const jobOptionsQuery = (groupId: string) =>
  apiQuery(OptionsDocument, { groupId }, ['job', 'notebook', 'group', 'image', 'instanceType']);

export type JobOptions = JobOptionsQuery['jobOptions'];
export type Workload = NonNullable<JobOptionsQuery['group']>['workloads'][number];

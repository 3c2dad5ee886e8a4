// What the launch form offers, from the server.
import type { LaunchOptionsQuery } from '../../api/generated/graphql';
import { graphql, withFragments } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { ImageOptionFields, QuotaFields, TypeOptionFields } from '../workload/fields';

const OptionsDocument = withFragments(
  graphql(`
    query LaunchOptions($groupId: ID!, $notebookId: ID) {
      launchOptions(groupId: $groupId, notebookId: $notebookId) {
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
        env {
          name
          value
        }
        last {
          instanceType
          image
          safeMode
          env {
            name
            value
          }
        }
        suggestedName
        notebookCount
        maxNotebooks
        estimateSeconds
      }
    }
  `),
  QuotaFields,
  TypeOptionFields,
  ImageOptionFields,
);

export const launchOptionsQuery = (groupId: string, notebookId?: string) =>
  apiQuery(OptionsDocument, { groupId, notebookId }, ['notebook', 'group', 'image', 'instanceType']);

export type LaunchOptions = LaunchOptionsQuery['launchOptions'];

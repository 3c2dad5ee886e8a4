// What the launch form offers, from the server.
import type { LaunchOptionsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const OptionsDocument = graphql(`
  query LaunchOptions($groupId: ID!, $notebookId: ID) {
    launchOptions(groupId: $groupId, notebookId: $notebookId) {
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
`);

export const launchOptionsQuery = (groupId: string, notebookId?: string) =>
  apiQuery(OptionsDocument, { groupId, notebookId }, ['notebook', 'group', 'image', 'instanceType']);

export type LaunchOptions = LaunchOptionsQuery['launchOptions'];

// One notebook with all its page shows.
import type { NotebookDetailQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const DetailDocument = graphql(`
  query NotebookDetail($id: ID!) {
    notebook(id: $id) {
      id
      name
      phase
      reason
      userName
      startedAt
      stoppedAt
      lastActivityAt
      openUrl
      connections
      logEndpoint
      group {
        id
        displayName
        name
      }
      settings {
        instanceType
        image
        safeMode
        env {
          name
          value
        }
      }
      instanceType {
        cpuLimit
        memoryLimit
        gpuLimit
      }
      image {
        displayName
      }
      idleness {
        keptAliveBy {
          kind
          text
        }
        idleSince
        stopsAt
        warning
        extendedUntil
      }
      launch {
        id
        requestedAt
        readyAt
        endedAt
        estimateSeconds
        queuePosition
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
        failure {
          message
          code
          nextStep
          detail
          lastLines
        }
      }
    }
  }
`);

export const notebookQuery = (id: string) => apiQuery(DetailDocument, { id }, ['notebook']);

export type NotebookDetail = NonNullable<NotebookDetailQuery['notebook']>;
export type NotebookLaunch = NonNullable<NotebookDetail['launch']>;
export type NotebookStage = NotebookLaunch['stages'][number];

/** The address of JupyterLab, at the file that a link asked for. */
export function openAddress(openUrl: string, path: string | null): string {
  if (!path) return openUrl;
  const lab = path.startsWith('/') ? path : `/lab/tree/${path}`;
  return `${openUrl}${openUrl.includes('?') ? '&' : '?'}path=${encodeURIComponent(lab)}`;
}

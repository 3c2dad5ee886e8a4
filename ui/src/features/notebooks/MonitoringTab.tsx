// CPU, memory and GPUs of the running notebook.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/en';
import { PanelState } from '../../ui/PanelState';
import { Figures, REFRESH_MS, useRange } from '../workload/Figures';

const MetricsDocument = graphql(`
  query NotebookMetrics($id: ID!, $range: MetricsRange!) {
    notebook(id: $id) {
      id
      metrics(range: $range) {
        intervalSeconds
        cpuLimit
        memoryLimit
        points {
          at
          cpu
          memory
          gpus {
            index
            util
            memory
          }
        }
      }
    }
  }
`);

export function MonitoringTab({ id }: { id: string }) {
  const query = useQuery({
    ...apiQuery(MetricsDocument, { id, range: useRange() }, []),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  return (
    <PanelState query={query} what={t.workload.metrics.the} height={320}>
      {({ notebook }) =>
        notebook && <Figures metrics={notebook.metrics} ended={false} updatedAt={query.dataUpdatedAt} />
      }
    </PanelState>
  );
}

// CPU, memory and GPUs of a job, also after its end.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/en';
import { PanelState } from '../../ui/PanelState';
import { Figures, REFRESH_MS, useRange } from '../workload/Figures';

const MetricsDocument = graphql(`
  query JobMetrics($id: ID!, $range: MetricsRange!) {
    phJob(where: { id: $id }) {
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

export function MonitoringTab({ id, running }: { id: string; running: boolean }) {
  const query = useQuery({
    ...apiQuery(MetricsDocument, { id, range: useRange() }, []),
    placeholderData: keepPreviousData,
    refetchInterval: running ? REFRESH_MS : false,
  });
  return (
    <PanelState query={query} what={t.workload.metrics.the} height={320}>
      {({ phJob }) => phJob && <Figures metrics={phJob.metrics} ended={!running} updatedAt={query.dataUpdatedAt} />}
    </PanelState>
  );
}

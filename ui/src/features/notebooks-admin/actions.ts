// Stopping and restarting the notebooks of others.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';

const StopDocument = graphql(`
  mutation AdminStopNotebook($id: ID!) {
    stopNotebook(id: $id) {
      id
      phase
    }
  }
`);

const RestartDocument = graphql(`
  mutation AdminRestartNotebook($id: ID!) {
    restartNotebook(id: $id) {
      id
      phase
    }
  }
`);

export const useStop = () => useApiMutation(StopDocument, ['notebook', 'group']);

export const useRestart = () => useApiMutation(RestartDocument, ['notebook', 'group']);

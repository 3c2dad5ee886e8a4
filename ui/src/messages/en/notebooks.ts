// Texts of notebooks: list, launch form, start, detail.
import { plural } from '../plural';

export const notebooks = {
  title: 'Notebooks',
  the: 'The notebooks',
  sub: 'Your JupyterLab servers in this group',
  phase: {
    Stopped: 'Stopped',
    Queued: 'Queued',
    Starting: 'Starting',
    Running: 'Running',
    Stopping: 'Stopping',
    Failed: 'Failed',
  },
  stages: {
    queued: 'Queued',
    pulling: 'Pulling image',
    creating: 'Creating',
    starting: 'Starting JupyterLab',
    ready: 'Ready',
  },
  readyAfter: (time: string) => `Ready after ${time}`,
  count: (count: number) => plural(count, { one: '# notebook', other: '# notebooks' }),
};

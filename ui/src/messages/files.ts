// The catalogue of shared files and datasets: what all pages share, and sections that only these pages download.
import { t as shared } from './en';
import { datasets } from './en/datasets';
import { files } from './en/files';

export const t = { ...shared, datasets, files };

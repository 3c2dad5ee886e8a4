// The catalogue of the pages of jobs: what all pages share, and sections that only these download.
import { t as shared } from './en';
import { jobs } from './en/jobs';
import { recurring } from './en/recurring';

export const t = { ...shared, jobs, recurring };

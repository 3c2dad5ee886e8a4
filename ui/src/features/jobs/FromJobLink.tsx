// The addresses of jobs and recurring jobs in earlier versions.
import { Navigate, useLocation, useParams } from 'react-router';
import { formerJobPath } from './former-path';

export function FromJobLink() {
  const { group = '' } = useParams();
  const { pathname } = useLocation();
  const part = pathname.split('/').slice(3).join('/');
  return <Navigate to={`/g/${encodeURIComponent(group)}/${formerJobPath(part)}`} replace />;
}

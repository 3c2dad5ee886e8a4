// The address of the token page in earlier versions.
import { Navigate } from 'react-router';

export function FromTokenLink() {
  return <Navigate to="/account/api-tokens" replace />;
}

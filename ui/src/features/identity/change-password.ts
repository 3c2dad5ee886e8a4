// The request behind both pages that change a password.
import { graphql } from '../../api/graphql';

export const ChangePasswordDocument = graphql(`
  mutation ChangePassword($current: String!, $new: String!) {
    changePassword(current: $current, new: $new) {
      id
      mustChangePassword
    }
  }
`);

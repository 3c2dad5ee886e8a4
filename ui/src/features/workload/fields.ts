// The fields that several pages ask for: quotas with what is used of them, and what a form that starts something offers.
import { graphql } from '../../api/graphql';

export const QuotaFields = graphql(`
  fragment QuotaFields on QuotaUsage {
    cpu {
      used
      limit
    }
    memory {
      used
      limit
    }
    gpu {
      used
      limit
    }
  }
`);

export const TypeOptionFields = graphql(`
  fragment TypeOptionFields on InstanceTypeOption {
    fits
    never
    reason
    instanceType {
      id
      name
      displayName
      description
      cpuLimit
      memoryLimit
      gpuLimit
    }
  }
`);

export const ImageOptionFields = graphql(`
  fragment ImageOptionFields on ImageOption {
    owner
    selectable
    reason
    image {
      id
      name
      displayName
      description
      type
      readiness {
        state
        percent
        message
      }
    }
  }
`);

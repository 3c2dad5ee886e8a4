//! How everything that carries this installation's label is taken off the engine and the machine, images excepted.

use bollard::query_parameters::{ListContainersOptionsBuilder, RemoveContainerOptionsBuilder};
use futures_util::future::try_join_all;

use super::{DockerEngine, LONG, SHORT, names, network, within};
use crate::{EngineError, Result};

impl DockerEngine {
    /// Kills and removes all workloads, networks and packet rules of this installation.
    pub async fn purge(&self) -> Result<()> {
        let connection = self.connection().await?;
        let filters = names::only_ours(&self.shared.options.installation);
        let options = ListContainersOptionsBuilder::default()
            .all(true)
            .filters(&filters)
            .build();
        let found = within(SHORT, connection.short.list_containers(Some(options))).await?;
        let removals =
            found
                .into_iter()
                .filter_map(|container| container.id)
                .map(|id| async move {
                    let options = RemoveContainerOptionsBuilder::default()
                        .force(true)
                        .v(true)
                        .build();
                    match within(LONG, connection.long.remove_container(&id, Some(options))).await {
                        Ok(()) | Err(EngineError::NotFound) => Ok(()),
                        Err(problem) => Err(problem),
                    }
                });
        try_join_all(removals).await?;
        network::remove_unused(self, connection).await?;
        self.shared.firewall.remove().await;
        Ok(())
    }
}

//! How everything that carries this installation's label is taken off the engine and the machine, images excepted.

use bollard::query_parameters::RemoveContainerOptionsBuilder;
use futures_util::future::try_join_all;

use super::{DockerEngine, LONG, containers, network, within};
use crate::{EngineError, Result};

impl DockerEngine {
    /// Kills and removes all workloads, networks and packet rules of this installation.
    pub async fn purge(&self) -> Result<()> {
        let connection = self.connection().await?;
        let found = containers::list(connection, &self.shared.options.installation, None).await?;
        let removals = found.into_iter().map(|container| container.id).map(|id| async move {
            let options = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
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

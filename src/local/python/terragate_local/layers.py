"""Layers of other accounts, from a folder: ``<layers>/<layer name>/`` is every version of that name."""

import base64
import dataclasses
import hashlib
import logging
from pathlib import Path

from localstack.aws.api.lambda_ import ResourceNotFoundException
from localstack.services.lambda_.invocation.lambda_models import HotReloadingCode, Layer, LayerVersion
from localstack.services.lambda_.layerfetcher.layer_fetcher import LayerFetcher

LOG = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class FolderCode(HotReloadingCode):
    """The content of a layer in its folder: nothing is packed, stored and unpacked."""

    def is_hot_reloading(self) -> bool:
        return False


class FolderLayers(LayerFetcher):
    def __init__(self, folder: Path):
        self._folder = folder

    def fetch_layer(self, layer_version_arn: str) -> Layer:
        layer_arn, _, version = layer_version_arn.rpartition(":")
        content = self._folder / layer_arn.rpartition(":")[2]
        if not content.is_dir():
            raise ResourceNotFoundException(
                f"The layer {layer_version_arn} belongs to another account and is not on this machine: "
                f"unpack its content to {content}",
                Type="User",
            )
        files = sorted(path for path in content.rglob("*") if path.is_file())
        digest = hashlib.sha256("\n".join(f"{f.relative_to(content)} {f.stat().st_size}" for f in files).encode())
        layer = Layer(arn=layer_arn, next_version=int(version) + 1)
        layer.layer_versions[version] = LayerVersion(
            layer_version_arn=layer_version_arn,
            layer_arn=layer_arn,
            version=int(version),
            code=FolderCode(
                host_path=str(content),
                code_sha256=base64.b64encode(digest.digest()).decode(),
                code_size=sum(file.stat().st_size for file in files),
            ),
            license_info=None,
            compatible_runtimes=[],
            compatible_architectures=[],
            created="2026-01-01T00:00:00.000+0000",
        )
        return layer

import { z } from 'zod';
import type { createArtifactCalls } from './artifacts.ts';
import { MLFLOW_API } from './mlflow-call.ts';
import type { Transport } from './transport.ts';

export function createModelFileCalls({ json }: Transport, artifacts: ReturnType<typeof createArtifactCalls>) {
  const getDownloadUri = async (model: string, version: string): Promise<string> => {
    const request = {
      what: `find the files of ${model} version ${version}`,
      path: `${MLFLOW_API}/model-versions/get-download-uri`,
      query: { name: model, version },
    };
    return (await json(request, z.object({ artifact_uri: z.string() }))).artifact_uri;
  };

  return {
    /** `mlflow-artifacts:/…` of the version's own files. */
    getDownloadUri,

    /** All files of a version into `folder`; verifies nothing, that is the caller's task. Returns their paths. */
    downloadModelPackage: async (model: string, version: string, folder: string): Promise<string[]> =>
      artifacts.downloadFolder(await getDownloadUri(model, version), folder),
  };
}

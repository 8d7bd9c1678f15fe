import {
  getLineageOperation,
  getProjectOperation,
  listActivityOperation,
  listEntitiesOperation,
  listGroupsOperation,
  listProjectsOperation,
  listServicesOperation,
  listSourcesOperation,
  searchOperation,
} from "./catalog";
import {
  buildDatasetOperation,
  cancelDatasetOperation,
  coverDatasetOperation,
  downloadDatasetFileOperation,
  getDatasetOperation,
  historicalOperation,
  listDatasetsOperation,
  uploadSpineOperation,
  verifyDatasetOperation,
} from "./datasets";
import {
  applyOperation,
  exportOperation,
  planOperation,
  putEntityOperation,
  putGroupOperation,
  putServiceOperation,
  putSourceOperation,
  putTeamOperation,
} from "./definitions";
import {
  getEntityOperation,
  getFeatureOperation,
  getGroupOperation,
  getServiceOperation,
  getSourceOperation,
} from "./objects";
import type { Operation } from "./operation";
import { cancelPreviewRunOperation, getPreviewRunOperation, previewOperation } from "./preview";
import { getApiDescriptionOperation, getHealthOperation } from "./system";
import { getTeamOperation, listTeamsOperation } from "./teams";
import { createTokenOperation, listTokensOperation, revokeTokenOperation } from "./tokens";
import { diffVersionsOperation, getVersionOperation, listVersionsOperation } from "./versions";

/** The whole API, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  planOperation,
  applyOperation,
  exportOperation,
  putTeamOperation,
  putEntityOperation,
  putSourceOperation,
  putGroupOperation,
  putServiceOperation,
  listProjectsOperation,
  getProjectOperation,
  listTeamsOperation,
  getTeamOperation,
  listEntitiesOperation,
  getEntityOperation,
  listSourcesOperation,
  getSourceOperation,
  listGroupsOperation,
  getGroupOperation,
  getFeatureOperation,
  listServicesOperation,
  getServiceOperation,
  searchOperation,
  getLineageOperation,
  listActivityOperation,
  listVersionsOperation,
  getVersionOperation,
  diffVersionsOperation,
  previewOperation,
  getPreviewRunOperation,
  cancelPreviewRunOperation,
  uploadSpineOperation,
  coverDatasetOperation,
  buildDatasetOperation,
  listDatasetsOperation,
  getDatasetOperation,
  cancelDatasetOperation,
  verifyDatasetOperation,
  downloadDatasetFileOperation,
  historicalOperation,
  listTokensOperation,
  createTokenOperation,
  revokeTokenOperation,
  getHealthOperation,
  getApiDescriptionOperation,
];

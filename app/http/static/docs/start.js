// Swagger UI (Apache-2.0, vendored: see LICENSE beside this file) on our own OpenAPI document, no outside request.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", validatorUrl: null, deepLinking: true });

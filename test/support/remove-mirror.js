module.exports = require('./narrow-mirror').removeMirror;

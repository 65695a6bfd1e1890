from cms.project_chooser import project_chooser

ProjectChooserBlock = project_chooser.get_block_class(
    name="ProjectChooserBlock", module_path="cms.blocks.project_chooser"
)
